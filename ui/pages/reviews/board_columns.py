"""What the board of a campaign shows: of every cell how far it is, of every member and collective where it stands."""

from __future__ import annotations

from collections.abc import Callable

from db.evaluation_records import BoardLine, CellLine, Exclusion, Stage, Subject
from desktop_app.rules.quality import text_of
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.record_table import Column

Level = Callable[[str], str]
"""Returns a level as a narrow column shows it."""


CELL, REASON = 1, 9
"""Places of the columns of ``line_columns`` that are shown only where they say something."""


def line_columns(level: Level) -> list[Column[BoardLine]]:
    """Return the columns of members and collectives."""
    return [
        Column(tr("Họ và tên, tập thể"), line_name, icon=_subject_icon),
        Column(tr("Chi bộ"), lambda line: line.organization_name, 190, spare=True),
        Column(tr("Mẫu"), lambda line: line.form, 60),
        Column(tr("Bước"), _stage_words, 226, icon=_stage_icon, tip=_excluded),
        Column(tr("Tự nhận"), lambda line: level(line.self_level), 92),
        Column(tr("Điểm"), lambda line: text_of(line.points), 62, number=True),
        Column(tr("Chi ủy"), lambda line: level(line.committee_level), 92, spare=True),
        Column(tr("Đề xuất"), lambda line: level(line.proposed_level), 92),
        Column(tr("Quyết định"), lambda line: level(line.decided_level), 98),
        Column(tr("Lý do không xếp loại"), lambda line: line.exclusion_note, 180, spare=True),
    ]


def line_name(line: BoardLine) -> str:
    """Return who a line is about."""
    return tr("Cấp ủy: {name}", name=line.name) if line.subject is Subject.COMMITTEE else line.name


def _subject_icon(line: BoardLine) -> tuple[str, str]:
    return ("", "") if line.subject is Subject.MEMBER else ("organizations", theme.colors().muted)


def _stage_words(line: BoardLine) -> str:
    if line.exclusion is Exclusion.NONE:
        return term("review_stage", line.stage)
    return tr("không XL: {reason}", reason=term("exclusion", line.exclusion))


def _stage_icon(line: BoardLine) -> tuple[str, str]:
    return ("close", theme.colors().muted) if line.exclusion is not Exclusion.NONE else _icon(line.stage)


def _icon(stage: Stage) -> tuple[str, str]:
    c = theme.colors()
    return {
        Stage.NONE: ("none", c.muted),
        Stage.DECIDED: ("done", c.ok),
        Stage.ANNULLED: ("close", c.error),
    }.get(stage, ("draft", c.primary))


def _excluded(line: BoardLine) -> str:
    if line.exclusion is Exclusion.NONE:
        return term("review_stage", line.stage)
    words = tr("không xếp loại: {reason}", reason=term("exclusion", line.exclusion))
    return f"{words}: {line.exclusion_note}" if line.exclusion_note else words


def cell_columns(level: Level) -> list[Column[CellLine]]:
    """Return the columns of cells; the first row is that of the office."""

    def stage(one: Stage, title: str, width: int) -> Column[CellLine]:
        return Column(title, lambda row: str(row.stages.get(one, "") or ""), width, number=True)

    return [
        Column(tr("Chi bộ"), lambda row: row.name, wrap=True),
        Column(tr("Xếp loại"), _share, 84, number=True, tip=_share_words),
        stage(Stage.NONE, tr("Chưa viết"), 92),
        stage(Stage.SELF, tr("Tự KĐ"), 70),
        stage(Stage.REMARKED, tr("Nhận xét"), 86),
        stage(Stage.VOTED, tr("Bỏ phiếu"), 86),
        stage(Stage.PROPOSED, tr("Đề xuất"), 84),
        stage(Stage.DECIDED, tr("Quyết định"), 98),
        Column(
            tr("Chậm"),
            lambda row: str(row.behind or ""),
            72,
            number=True,
            icon=lambda row: ("warning", theme.colors().warning) if row.behind else ("", ""),
            tip=lambda row: tr("{count} người chưa xong bước đã hết hạn", count=row.behind) if row.behind else "",
        ),
        Column(
            tr("Tập thể"),
            lambda row: _collective(row, level),
            124,
            icon=_collective_icon,
            tip=lambda row: "\n".join(_collectives(row, level)),
            spare=True,
        ),
    ]


def _share(row: CellLine) -> str:
    return f"{row.rated}/{row.rated + row.excluded}" if row.rated or row.excluded else ""


def _share_words(row: CellLine) -> str:
    return tr("{rated} người được xếp loại, {excluded} người không", rated=row.rated, excluded=row.excluded)


def _collective(row: CellLine, level: Level) -> str:
    """Return where the cell's own review stands, or that of the committee where there is only that."""
    if not row.collectives:
        return ""
    _, stage, reached = row.collectives[0]
    return level(reached) or term("review_stage_short", stage)


def _collectives(row: CellLine, level: Level) -> list[str]:
    """Return each collective of a cell with the step and the level it stands at."""
    return [
        f"{term('review_subject', subject)}: {term('review_stage', stage)}" + (f", {level(reached)}" if reached else "")
        for subject, stage, reached in row.collectives
    ]


def _collective_icon(row: CellLine) -> tuple[str, str]:
    """Return the sign of the collective that is least far."""
    far = [stage for _, stage, _ in row.collectives]
    return _icon(min(far, key=list(Stage).index)) if far else ("", "")
