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


def line_columns(level: Level) -> list[Column[BoardLine]]:
    """Return the columns of members and collectives."""
    return [
        Column(tr("Họ và tên, tập thể"), line_name, icon=_subject_icon),
        Column(tr("Chi bộ"), lambda line: line.organization_name, 190, spare=True),
        Column(tr("Mẫu"), lambda line: line.form, 60),
        Column(tr("Bước"), _stage_words, 176, icon=_stage_icon),
        Column(tr("Tự nhận"), lambda line: level(line.self_level), 92),
        Column(tr("Điểm"), lambda line: text_of(line.points), 62, number=True),
        Column(tr("Chi ủy"), lambda line: level(line.committee_level), 92),
        Column(tr("Đề xuất"), lambda line: level(line.proposed_level), 92),
        Column(tr("Quyết định"), lambda line: level(line.decided_level), 98),
        Column(tr("Không xếp loại vì"), _excluded, 150),
    ]


def line_name(line: BoardLine) -> str:
    """Return who a line is about."""
    return line.name if line.subject is Subject.MEMBER else f"{term('review_subject', line.subject)}: {line.name}"


def _subject_icon(line: BoardLine) -> tuple[str, str]:
    return ("", "") if line.subject is Subject.MEMBER else ("organizations", theme.colors().muted)


def _stage_words(line: BoardLine) -> str:
    return "" if line.exclusion is not Exclusion.NONE else term("review_stage", line.stage)


def _stage_icon(line: BoardLine) -> tuple[str, str]:
    return ("", "") if line.exclusion is not Exclusion.NONE else _icon(line.stage)


def _icon(stage: Stage) -> tuple[str, str]:
    c = theme.colors()
    return {
        Stage.NONE: ("none", c.muted),
        Stage.DECIDED: ("done", c.ok),
        Stage.ANNULLED: ("close", c.error),
    }.get(stage, ("draft", c.primary))


def _excluded(line: BoardLine) -> str:
    if line.exclusion is Exclusion.NONE:
        return ""
    words = term("exclusion", line.exclusion)
    return f"{words}: {line.exclusion_note}" if line.exclusion_note else words


def cell_columns(level: Level) -> list[Column[CellLine]]:
    """Return the columns of cells; the first row is that of the office."""

    def stage(one: Stage, title: str) -> Column[CellLine]:
        return Column(title, lambda row: str(row.stages.get(one, "") or ""), 88, number=True)

    return [
        Column(tr("Chi bộ"), lambda row: row.name, wrap=True),
        Column(tr("Được xếp loại"), lambda row: str(row.rated or ""), 84, number=True),
        stage(Stage.NONE, tr("Chưa viết")),
        stage(Stage.SELF, tr("Đã tự KĐ")),
        stage(Stage.REMARKED, tr("Nhận xét")),
        stage(Stage.VOTED, tr("Đã bỏ phiếu")),
        stage(Stage.PROPOSED, tr("Đề xuất")),
        stage(Stage.DECIDED, tr("Quyết định")),
        Column(
            tr("Chậm"),
            lambda row: str(row.behind or ""),
            72,
            number=True,
            icon=lambda row: ("warning", theme.colors().warning) if row.behind else ("", ""),
            tip=lambda row: tr("{count} người chưa xong bước đã hết hạn", count=row.behind) if row.behind else "",
        ),
        Column(tr("Không xếp loại"), lambda row: str(row.excluded or ""), 84, number=True),
        Column(tr("Tập thể"), lambda row: _collectives(row, level), 210, icon=_collective_icon, wrap=True),
    ]


def _collectives(row: CellLine, level: Level) -> str:
    """Return how far a cell's own review is, and that of its committee where it has one."""
    said = []
    for subject, stage, reached in row.collectives:
        words = term("review_stage", stage)
        words = f"{words} ({level(reached)})" if reached else words
        said.append(words if subject is not Subject.COMMITTEE else tr("cấp ủy: {words}", words=words))
    return "; ".join(said)


def _collective_icon(row: CellLine) -> tuple[str, str]:
    return _icon(row.collectives[0][1]) if row.collectives else ("", "")
