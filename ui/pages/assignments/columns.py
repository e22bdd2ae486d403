"""The columns of lists of tasks, and the words for a task's state."""

from __future__ import annotations

from datetime import date

from db.meeting_records import Assignment, AssignmentOutcome
from db.task_records import TaskLine
from desktop_app.rules.dates import format_day
from desktop_app.texts import term, tr
from ui import theme
from ui.widgets.record_table import Column
from ui.widgets.words import capital


def progress_text(progress: int | None) -> str:
    """Return progress as people write it: "85%"; empty where nothing was told."""
    return "" if progress is None else f"{progress / 10:g}%".replace(".", ",")


def is_overdue(task: Assignment, today: date) -> bool:
    """Return whether a task is open past its deadline."""
    return task.outcome is AssignmentOutcome.OPEN and task.due_on is not None and task.due_on < today


def state_words(task: Assignment, today: date) -> str:
    """Return how a task stands."""
    words = capital(term("assignment_outcome", task.outcome.value))
    return tr("{state}, quá hạn", state=words) if is_overdue(task, today) else words


def state_icon(task: Assignment, today: date) -> tuple[str, str]:
    """Return the picture beside how a task stands."""
    c = theme.colors()
    if is_overdue(task, today):
        return "warning", c.warning
    return {
        AssignmentOutcome.OPEN: ("none", c.muted),
        AssignmentOutcome.ABOVE: ("star", c.ok),
        AssignmentOutcome.ON_TIME: ("done", c.ok),
        AssignmentOutcome.LATE: ("done", c.warning),
        AssignmentOutcome.NOT_DONE: ("error", c.error),
        AssignmentOutcome.WITHDRAWN: ("close", c.muted),
    }[task.outcome]


def task_columns(today: date) -> list[Column[TaskLine]]:
    """Return the columns of a list of tasks."""
    return [
        Column(tr("Người thực hiện"), lambda line: line.assignment.assignee, 168),
        Column(tr("Chi bộ"), lambda line: line.cell_name, 160, spare=True),
        Column(tr("Nhiệm vụ"), lambda line: line.assignment.text, wrap=True),
        Column(tr("Loại"), lambda line: line.kind_name, 150, spare=True),
        Column(tr("Chỉ tiêu"), lambda line: line.assignment.target, 130, spare=True),
        Column(tr("Hạn"), lambda line: _due(line.assignment), 100),
        Column(tr("Tiến độ"), lambda line: progress_text(line.assignment.progress), 76, number=True),
        Column(
            tr("Kết quả"),
            lambda line: state_words(line.assignment, today),
            166,
            icon=lambda line: state_icon(line.assignment, today),
        ),
    ]


def _due(task: Assignment) -> str:
    return format_day(task.due_on) if task.due_on else tr("cả năm")
