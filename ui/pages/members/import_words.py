"""The words and looks of the import assistant: verdicts, decisions, addresses of cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.records import Finding, Severity
from desktop_app.documents.excel_in.columns import letter_of
from desktop_app.documents.excel_in.model import CellProblem, ColumnPlan, Decision, ImportLine, Verdict
from desktop_app.rules.percentages import format_number
from desktop_app.texts import sentence, term, tr
from ui import theme
from ui.widgets.field import finding_text

SKIPPED = "-"
"""Stands for "(bỏ qua)" among the targets of a column."""


def verdict_word(verdict: Verdict) -> str:
    """Return the word of a verdict."""
    return term("import_verdict", verdict.value)


def verdict_look(verdict: Verdict) -> tuple[str, str]:
    """Return icon and colour of a verdict; ``verdict_word`` says the same."""
    c = theme.colors()
    return {
        Verdict.NEW: ("add", c.ok),
        Verdict.SAME: ("done", c.muted),
        Verdict.CHANGED: ("edit", c.primary),
        Verdict.DOUBTFUL: ("help", c.warning),
        Verdict.REFUSED: ("error", c.error),
    }[verdict]


def outcome(line: ImportLine, decided: Decision | None) -> str:
    """Return what *Nhập* will do with a line; ``decided`` is None where the clerk said nothing."""
    decision = decided or line.decision
    if line.verdict is Verdict.REFUSED:
        return tr("Không nhập")
    if line.verdict is Verdict.SAME:
        return tr("Để nguyên")
    if line.verdict is Verdict.DOUBTFUL and decided is None:
        return tr("Chưa quyết")
    if decision is Decision.SKIP:
        return tr("Bỏ qua")
    if line.verdict is Verdict.NEW or decision is Decision.AS_NEW:
        return tr("Thêm người mới")
    if not line.differences:
        return tr("Để nguyên")
    return tr("Sửa {count} mục", count=len(line.differences))


def counted(lines: Sequence[ImportLine], decisions: dict[int, Decision]) -> tuple[int, int, int]:
    """Return how many people *Nhập* will add, how many change, and how many lines that could be taken it leaves."""
    added = changed = left = 0
    for line in lines:
        decision = decisions.get(line.row, line.decision)
        if line.verdict in (Verdict.REFUSED, Verdict.SAME):
            continue
        if decision is Decision.SKIP or (line.verdict is Verdict.DOUBTFUL and decision is Decision.TAKE):
            left += 1
        elif line.verdict is Verdict.NEW or decision is Decision.AS_NEW:
            added += 1
        elif line.differences:
            changed += 1
    return added, changed, left


def question(added: int, changed: int) -> str:
    """Return the question whether so many people shall be added and changed."""
    new, known = format_number(added), format_number(changed)
    if not changed:
        return tr("Thêm {added} người mới vào sổ?", added=new)
    if not added:
        return tr("Sửa {changed} người đã có trong sổ?", changed=known)
    return tr("Thêm {added} người mới và sửa {changed} người đã có?", added=new, changed=known)


def done(added: int, changed: int) -> str:
    """Return what was written."""
    new, known = format_number(added), format_number(changed)
    if not changed:
        return tr("Đã thêm {added} người mới.", added=new)
    if not added:
        return tr("Đã sửa {changed} người.", changed=known)
    return tr("Đã thêm {added} người mới, sửa {changed} người.", added=new, changed=known)


def back(added: int, changed: int) -> str:
    """Return the question whether all of it shall be taken back."""
    new, known = format_number(added), format_number(changed)
    if not changed:
        return tr("Bỏ {added} người đã thêm, như trước khi nhập?", added=new)
    if not added:
        return tr("Trả lại {changed} người đã sửa như trước khi nhập?", changed=known)
    return tr(
        "Bỏ {added} người đã thêm và trả lại {changed} người đã sửa như trước khi nhập?", added=new, changed=known
    )


def field_word(name: str) -> str:
    """Return the words of a field of the register."""
    return term("import_field", name)


def targets() -> list[tuple[str, str]]:
    """Return (name, words) of every field that a column may mean, in the order they are offered."""
    from desktop_app.documents.excel_in.fields import FIELDS

    return [(name, field_word(name)) for name in FIELDS]


def column_problems(plans: Sequence[ColumnPlan], cell_id: str, *, since: date | None) -> list[Finding]:
    """Return what is wrong with the columns as they are chosen now."""
    from desktop_app.documents.excel_in.choosing import choice_findings

    return choice_findings(plans, cell_id, since, field_word)


def how_found(plan: ColumnPlan) -> str:
    """Return how the meaning of a column came about."""
    return term("import_reason", plan.reason) if plan.reason else ""


def address(problem: CellProblem) -> str:
    """Return the cell a problem is in as Excel names it, "H12"; the row alone for the whole row."""
    if problem.column < 0:
        return tr("Dòng {row}", row=problem.row)
    return f"{letter_of(problem.column)}{problem.row}"


def problem_text(problem: CellProblem) -> str:
    """Return a problem as one line: where, how grave, what."""
    if "cell" in problem.finding.values:
        # The sentence names the cell itself.
        return finding_text(problem.finding)
    said = sentence(problem.finding)
    if problem.finding.severity is Severity.ERROR:
        return tr("{cell}: lỗi: {sentence}", cell=address(problem), sentence=said)
    return tr("{cell}: lưu ý: {sentence}", cell=address(problem), sentence=said)
