"""Columns of the summary tables on the screen: made of the levels of a scheme, and lists of who is behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db.evaluation_records import Exclusion, Subject
from db.rating_records import Admitted, RatedLine, Tally
from desktop_app import lists
from desktop_app.documents.papers import admissions as admissions_paper
from desktop_app.documents.papers import rating_tables as paper
from desktop_app.rules import percentages, rating_tables, rating_words
from desktop_app.rules.admissions import ALL, CATEGORY, ETHNIC, Group
from desktop_app.rules.dates import format_partial
from desktop_app.rules.rating_tables import Figure, FigureKind, RatingTable, Share
from desktop_app.rules.scheme import Level, Scheme
from desktop_app.texts import term, tr
from ui.widgets.record_table import Column

_LETTER, _AIR = 8, 20
"""Pixels at 100 % a letter of a figure takes, and what stays free beside it."""
_WIDTHS = {FigureKind.TOTAL: 82, FigureKind.UNDECIDED: 98, FigureKind.WOMEN: 86}
VOTES = 5
"""Place of the column of votes among those of who is behind a figure."""
FIRST_FIGURE = 1
"""Place of the column of the first figure."""


@dataclass(frozen=True)
class GridLine:
    """One line of a summary table: a cell, a kind of collectives, or a sum."""

    tally: Tally
    name: str
    shares: dict[str, Share]
    total: bool = False


def grid_lines(table: RatingTable) -> list[GridLine]:
    """Return the lines in the order they print, every sum after what it adds up."""
    found = []
    for whole in table.sums:
        lines = [one for one in table.tallies if not whole.group or one.group == whole.group]
        found += [_line(table, one, _name(one)) for one in lines]
        words = tr("Cộng")
        if whole.group:
            words = tr("Cộng {subject}", subject=term("review_subject", whole.group).lower())
        found.append(_line(table, whole, words, total=True))
    return found


def _line(table: RatingTable, tally: Tally, name: str, *, total: bool = False) -> GridLine:
    shares = {share.level.code: share for share in rating_tables.shares(table.levels, tally, table.options)}
    return GridLine(tally=tally, name=name, shares=shares, total=total)


def _name(tally: Tally) -> str:
    if not tally.group:
        return tally.name
    subject, type_code, sector = tally.key.split("/")
    parts = [term("review_subject", subject)]
    parts += [term("organization_type", type_code)] if type_code else []
    parts += [term("organization_sector", sector)] if sector else []
    return " – ".join(parts)


def shown_figures(table: RatingTable) -> tuple[Figure, ...]:
    """Return the figures as the screen shows them: those not rated in one column, what may be missed last."""
    kinds = (FigureKind.EXCLUDED, FigureKind.WOMEN)
    left_out = [Figure(kind=FigureKind.EXCLUDED)] if any(one.kind is kinds[0] for one in table.figures) else []
    women = [one for one in table.figures if one.kind is FigureKind.WOMEN]
    return (*(one for one in table.figures if one.kind not in kinds), *left_out, *women)


def figure_title(levels: tuple[Level, ...], figure: Figure) -> str:
    """Return how a column is headed on the screen."""
    level = next((one for one in levels if one.code == figure.code), None)
    short = level.short if level is not None else figure.code
    if figure.kind is FigureKind.LEVEL:
        return tr("Trong đó\n{level}", level=short) if level is not None and level.within else short
    if figure.kind is FigureKind.WOMEN:
        return tr("Nữ\n{level}", level=short) if figure.code else tr("Nữ được\nxếp loại")
    if figure.kind is FigureKind.EXCLUDED:
        return tr("Không\nxếp loại")
    return {
        FigureKind.TOTAL: tr("Tổng số"),
        FigureKind.RATED: tr("Được\nxếp loại"),
        FigureKind.UNDECIDED: tr("Chưa\nquyết định"),
        FigureKind.ANNULLED: tr("Đã hủy"),
    }[figure.kind]


def grid_columns(table: RatingTable) -> list[Column[GridLine]]:
    """Return the columns of a summary table."""
    people = Subject.MEMBER in table.subjects
    return [
        Column(tr("Chi bộ") if people else tr("Loại tổ chức, loại hình"), lambda line: line.name, wrap=True),
        *(_figure_column(table, figure) for figure in shown_figures(table)),
    ]


def _figure_column(table: RatingTable, figure: Figure) -> Column[GridLine]:
    def text(line: GridLine) -> str:
        count = rating_tables.amount(table.levels, line.tally, figure)
        said = percentages.format_number(count)
        share = line.shares.get(figure.code) if figure.kind is FigureKind.LEVEL else None
        if share is None:
            return said if count or line.total else ""
        return f"{said} · {paper.number(share.percent, table.options.decimals)}%" if share.base and count else said

    def tip(line: GridLine) -> str:
        count = rating_tables.amount(table.levels, line.tally, figure)
        share = line.shares.get(figure.code) if figure.kind is FigureKind.LEVEL else None
        if figure.kind is FigureKind.EXCLUDED:
            return reason_words(line.tally)
        return base_words(count, share)

    longest = max((len(text(line)) for line in grid_lines(table)), default=0)
    width = max(76, longest * _LETTER + _AIR) if figure.kind is FigureKind.LEVEL else _WIDTHS.get(figure.kind, 80)
    spare = figure.kind not in (FigureKind.LEVEL, FigureKind.RATED)
    return Column(figure_title(table.levels, figure), text, width, number=True, tip=tip, spare=spare)


def reason_words(tally: Tally) -> str:
    """Return why people are not rated, each reason with how many."""
    return "; ".join(
        f"{term('exclusion', reason.value)} {tally.excluded[reason.value]}" for reason in rating_tables.reasons(tally)
    )


def base_words(count: int, share: Share | None) -> str:
    """Return a count with what its percentage is taken of."""
    if share is None:
        return percentages.format_number(count)
    counted, base = percentages.format_number(count), percentages.format_number(share.base)
    if share.level.within:
        return tr("{count} trên {base} của mức mà đây là một phần", count=counted, base=base)
    return tr("{count} trên {base} được xếp loại", count=counted, base=base)


def rated_columns(scheme: Callable[[], Scheme | None]) -> list[Column[RatedLine]]:
    """Return the columns of those behind a figure."""

    def level(line: RatedLine) -> str:
        if line.exclusion is not Exclusion.NONE:
            return term("exclusion", line.exclusion.value)
        known = scheme()
        found = known.level(line.level, line.subject) if known is not None and line.level else None
        words = found.short if found is not None else line.level
        return tr("{level}, đã hủy", level=words) if line.annulled else words

    return [
        Column(tr("Họ và tên, tập thể"), _who, wrap=True),
        Column(tr("Chi bộ"), lambda line: line.organization_name, 190, spare=True),
        Column(tr("Ngày sinh"), lambda line: format_partial(line.birth_date), 100, spare=True),
        Column(tr("Mức"), level, 130),
        Column(tr("Điểm"), lambda line: _points(line), 62, number=True),  # noqa: PLW0108 - defined below
        Column(tr("Số phiếu"), paper.vote_words, 84),
        Column(tr("Quyết định"), paper.decision_words, 196, wrap=True),
        Column(tr("Lý do"), lambda line: paper.reason_words(line).replace("\n", "; "), 230, wrap=True),
    ]


def _who(line: RatedLine) -> str:
    return line.name if line.subject is Subject.MEMBER else f"{term('review_subject', line.subject.value)}: {line.name}"


def _points(line: RatedLine) -> str:
    return rating_words.points_number(line.points) if line.points is not None else ""


def group_columns(decimals: Callable[[], int]) -> list[Column[Group]]:
    """Return the columns of the table of admissions."""

    def share(group: Group) -> str:
        said = paper.number(group.percent(decimals()), decimals())
        return f"{said}%" if group.base else said

    return [
        Column(tr("Nhóm"), group_words, wrap=True),
        Column(tr("Số lượng"), lambda group: percentages.format_number(group.count), 120, number=True),
        Column(tr("Tỷ lệ"), share, 120, number=True),
    ]


def group_words(group: Group) -> str:
    """Return what a group is called on the screen."""
    if group.code.startswith(ETHNIC):
        name = lists.words("ethnic_groups").get(group.code.removeprefix(ETHNIC), group.code)
        return tr("Trong đó: dân tộc {name}", name=name)
    if group.code.startswith(CATEGORY):
        return lists.words("categories").get(group.code.removeprefix(CATEGORY), group.code)
    return {
        ALL: tr("Tổng số kết nạp"),
        "women": tr("Nữ"),
        "minority": tr("Dân tộc thiểu số"),
        "youth": tr("Đoàn viên thanh niên"),
    }.get(group.code, admissions_paper.group_word(group.code))


def admitted_columns() -> list[Column[Admitted]]:
    """Return the columns of those behind a figure of the admissions."""
    return [
        Column(tr("Họ và tên"), lambda one: one.full_name),
        Column(tr("Ngày sinh"), lambda one: format_partial(one.birth_date), 110),
        Column(tr("Giới tính"), lambda one: term("sex", one.sex), 80),
        Column(tr("Dân tộc"), lambda one: lists.words("ethnic_groups").get(one.ethnic_code, ""), 120),
        Column(tr("Đối tượng"), lambda one: lists.words("categories").get(one.category_code, ""), 190),
        Column(tr("Ngày kết nạp"), lambda one: format_partial(one.admitted_on), 120),
        Column(tr("Chi bộ"), lambda one: one.cell_name, 220, spare=True),
    ]
