"""What is done to items of a plan once they are there: how far they are, taking one away, printing the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.evaluation_records import RemedyState
from desktop_app.texts import tr
from ui.pages.paper_button import show_made

if TYPE_CHECKING:
    from desktop_app.documents.table_model import TableDocument
    from desktop_app.office import Office
    from ui.pages.reviews.plans import PlansPanel


class PlanActs:
    """Acts on what the panel has in hand."""

    def __init__(self, panel: PlansPanel) -> None:
        self.panel = panel

    def set_state(self, state: RemedyState) -> None:
        """Write how far the items chosen are; dropping asks why."""
        chosen = [
            line.remedy.id for place in self.panel.items.selected_rows() if (line := self.panel.item_model.row(place))
        ]
        if not chosen:
            return
        result = None
        if state is RemedyState.DROPPED:
            result = self.panel.context.questions.reason(tr("Thôi theo dõi"), tr("Vì sao thôi theo dõi?"))
            if result is None:
                return
        self.panel.page.run(
            lambda office: office.remedies.set_state(chosen, state, result=result),
            lambda _count: self.panel.written(tr("Đã ghi trạng thái.")),
            self.panel.refused,
        )

    def print_plan(self) -> None:
        """Show the plan in hand as it will be printed; blank where it has no item yet."""
        plan, year = self.panel.plan, self.panel.year
        if plan is None:
            return
        line = plan.line

        def make(office: Office) -> TableDocument:
            return office.review_papers.remedies(year, line.organization_id, line.member_id, blank=not line.items)

        show_made(self.panel.page, make)

    def remove(self) -> None:
        """Take the item in hand away after asking."""
        line = self.panel.item
        if line is None or not self.panel.context.questions.confirm(
            tr("Xóa mục khắc phục"),
            tr("Xóa “{text}” khỏi kế hoạch?", text=line.remedy.shortcoming.replace("\n", " ")),
            yes=tr("&Xóa"),
            no=tr("&Thôi"),
            loses=True,
        ):
            return
        remedy_id = line.remedy.id
        self.panel.page.run(
            lambda office: office.remedies.remove(remedy_id),
            lambda _kept: self.panel.written(tr("Đã xóa mục khắc phục.")),
            self.panel.refused,
        )
