"""The page of the tree by keyboard: walking, adding, splitting, merging, ending, taking back, as of a day, roles."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from db.meeting_records import MeetingKind
from db.records import Standing
from db.register_records import RoleKind, TreeEventKind
from db.tree_records import RoleInput, TreeAct, TreeNode, UnitInput
from tests.helpers.clerk import CTRL, press, write
from tests.ui.conftest import Desk
from ui.pages.organizations.act_parts import NewCell
from ui.pages.organizations.hamlet_list import Doing, flags
from ui.pages.organizations.page import HAMLETS, OrganizationsPage
from ui.pages.organizations.tree_model import TreeModel


@pytest.fixture
def tree(desk: Desk) -> OrganizationsPage:
    desk.clerk.window.open_page("organizations")
    desk.clerk.settle()
    made = desk.clerk.window.pages["organizations"]
    assert isinstance(made, OrganizationsPage)
    return made


def shown(tree: OrganizationsPage) -> list[tuple[int, str]]:
    return [(node.depth, node.organization.name) for node in tree.model.nodes()]


def names(tree: OrganizationsPage) -> set[str]:
    return {node.organization.name for node in tree.model.nodes()}


def apply(desk: Desk, act: TreeAct) -> str:
    """Write an act behind the page's back and return what it made."""
    return desk.clerk.ask(lambda office: office.tree.apply(act)).subjects[0]


# --- the tree --------------------------------------------------------------------------------------------------------


def test_arrows_walk_the_tree_and_enter_shows_what_is_known_of_a_unit(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.setFocus()
    first = tree.table.unit_id()
    press(Qt.Key.Key_Down)
    assert tree.table.unit_id() != first
    press(Qt.Key.Key_Return)
    desk.clerk.settle()
    assert tree.details.isVisible()
    assert tree.details.history.rowCount() == 1
    assert tree.details.unit_id == tree.table.unit_id()
    press(Qt.Key.Key_Escape)
    assert not tree.details.isVisible()
    assert tree.table.hasFocus()


def test_left_folds_and_a_refresh_keeps_what_was_folded(desk: Desk, tree: OrganizationsPage) -> None:
    unit = UnitInput(code="BP", name="Đảng bộ bộ phận", kind="section")
    above = apply(desk, TreeAct(kind=TreeEventKind.CREATED, on=date(2026, 1, 1), units=(unit,)))
    below = UnitInput(code="A", name="Chi bộ A", parent_id=above)
    apply(desk, TreeAct(kind=TreeEventKind.CREATED, on=date(2026, 1, 1), units=(below,)))
    tree.refresh()
    desk.clerk.settle()
    tree.table.select(above)
    tree.table.setFocus()
    press(Qt.Key.Key_Left)
    index = tree.model.index_of(above)
    assert not tree.table.isExpanded(index)
    tree.refresh()
    desk.clerk.settle()
    assert not tree.table.isExpanded(tree.model.index_of(above))
    assert shown(tree)[:3] == [(0, shown(tree)[0][1]), (1, "Đảng bộ bộ phận"), (2, "Chi bộ A")]


def test_the_model_knows_parents_children_and_nothing_beyond(desk: Desk, tree: OrganizationsPage) -> None:
    model: TreeModel = tree.model
    root = model.index(0, 0, QModelIndex())
    assert not model.parent(root).isValid()
    child = model.index(0, 1, root)
    assert model.parent(child) == root
    assert not model.index(99, 0, root).isValid()
    assert model.rowCount(root) == 2
    assert model.data(QModelIndex()) is None
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Tên tổ chức"


def test_copying_takes_the_selected_lines_as_cells(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.selectAll()
    tree.table.copy()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert lines[1].split("\t")[1:3] == ["CB02", "chi bộ trực thuộc"]


# --- acts ------------------------------------------------------------------------------------------------------------


def test_ctrl_e_renames_and_the_tree_of_an_earlier_day_keeps_the_old_name(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.select(desk.cells[0])
    tree.table.setFocus()
    press(Qt.Key.Key_E, CTRL)
    desk.clerk.settle()
    assert tree.form.unit.name_edit.hasFocus()
    write("Chi bộ thôn Nà Lừa mới")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "Chi bộ thôn Nà Lừa mới" in names(tree)
    assert tree.table.unit_id() == desk.cells[0]
    tree.day.setText("1/1/2026")
    tree.day.editingFinished.emit()
    desk.clerk.settle()
    assert "Chi bộ thôn Nà Lừa" in names(tree)
    assert tree.past.isVisible()
    assert not tree.new.isVisible()
    tree.begin(TreeEventKind.CLOSED)
    assert tree.stack.currentWidget() is tree.overview
    tree.back_to_today()
    desk.clerk.settle()
    assert "Chi bộ thôn Nà Lừa mới" in names(tree)
    assert not tree.past.isVisible()


def test_a_cell_is_split_and_digits_send_people_to_the_new_one(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.select(desk.cells[0])
    tree.begin(TreeEventKind.SPLIT)
    desk.clerk.settle()
    form = tree.form
    assert form.on.hasFocus()
    row = form.parts.rows[0]
    assert isinstance(row, NewCell)
    row.unit.name_edit.setText("Chi bộ thôn Nà Pán")
    row.unit.hamlets.setText("Nà Pán")
    form.check()
    desk.clerk.settle()
    assert row.unit.code.text() == "CB03"
    form.going.table.setFocus()
    form.going.table.select(0)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_1)
    desk.clerk.settle()
    going = [form.going.model.row(number) for number in range(4)]
    assert [one.where for one in going if one] == ["Chi bộ thôn Nà Pán"] * 3 + ["ở lại chi bộ cũ"]
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "Chi bộ thôn Nà Pán" in names(tree)
    members = {node.organization.name: node.members for node in tree.model.nodes() if node.depth == 1}
    assert members["Chi bộ thôn Nà Pán"] == 3
    assert members["Chi bộ thôn Nà Lừa"] == 9


def test_selected_cells_merge(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.select(desk.cells[0])
    tree.begin(TreeEventKind.MERGED)
    desk.clerk.settle()
    assert tree.form.merge.into() == desk.cells[0]
    tree.form.merge.cells.setFocus()
    tree.form.merge.cells.setCurrentRow(0)
    press(Qt.Key.Key_Space)
    desk.clerk.settle()
    assert tree.form.merge.ending() == (desk.cells[1],)
    assert tree.form.going.model.rowCount() == 12
    tree.form.save()
    desk.clerk.settle()
    assert names(tree) == {"Đảng ủy xã Mường Khương", "Chi bộ thôn Nà Lừa"}
    assert "ghép 2 thôn: 1" in tree.count.text()


def test_cells_merge_into_a_new_one(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.selectAll()
    tree.table.select(desk.cells[0])
    tree.begin(TreeEventKind.MERGED)
    desk.clerk.settle()
    for row in range(2):
        tree.form.merge.cells.item(row).setCheckState(Qt.CheckState.Checked)
    tree.form.merge.target.set_value("")
    tree.form.merge.target.activated.emit(2)
    assert tree.form.unit.isVisible()
    tree.form.unit.name_edit.setText("Chi bộ ghép Nà Lừa")
    tree.form.save()
    desk.clerk.settle()
    assert names(tree) == {"Đảng ủy xã Mường Khương", "Chi bộ ghép Nà Lừa"}


def test_delete_ends_a_cell_and_says_beside_the_field_that_its_members_need_a_place(
    desk: Desk, tree: OrganizationsPage
) -> None:
    tree.table.select(desk.cells[1])
    tree.table.setFocus()
    press(Qt.Key.Key_Delete)
    desk.clerk.settle()
    assert tree.form.kind is TreeEventKind.CLOSED
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    assert "12 đồng chí" in tree.form.going.all_field.findings.text()
    assert tree.form.going.all.hasFocus()
    tree.form.going.all.take("CB01")
    tree.form.homes.parts()[0].take("CB01")  # type: ignore[attr-defined]
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    (cell,) = [node for node in tree.model.nodes() if node.depth == 1]
    assert (cell.members, cell.hamlets) == (24, ("Bản Lầu", "Nà Lừa"))


def test_an_act_is_taken_back_with_a_reason_from_the_history(desk: Desk, tree: OrganizationsPage) -> None:
    act = TreeAct(kind=TreeEventKind.MERGED, on=date(2026, 11, 1), unit_ids=(desk.cells[1],), into_id=desk.cells[0])
    desk.clerk.ask(lambda office: office.tree.apply(act))
    tree.refresh()
    desk.clerk.settle()
    tree.table.select(desk.cells[0])
    tree.show_details()
    desk.clerk.settle()
    tree.details.cancel_last()
    desk.clerk.settle()
    assert len(names(tree)) == 3
    line = tree.details.history.row(0)
    assert line is not None
    assert line.cancelled
    assert "Ghi nhầm" in line.note


def test_the_end_of_a_cell_is_seen_and_taken_back_in_the_history_of_the_office(
    desk: Desk, tree: OrganizationsPage
) -> None:
    act = TreeAct(kind=TreeEventKind.MERGED, on=date(2026, 11, 1), unit_ids=(desk.cells[1],), into_id=desk.cells[0])
    desk.clerk.ask(lambda office: office.tree.apply(act))
    tree.refresh()
    desk.clerk.settle()
    assert len(names(tree)) == 2
    tree.table.select(tree.model.nodes()[0].organization.id)
    tree.show_details()
    desk.clerk.settle()
    line = tree.details.history.row(0)
    assert line is not None
    assert line.what == "“Chi bộ thôn Bản Lầu” → “Chi bộ thôn Nà Lừa”"
    tree.details.undo.click()
    desk.clerk.settle()
    assert len(names(tree)) == 3


def test_enter_leads_to_who_goes_where_before_it_saves(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.select(desk.cells[0])
    tree.begin(TreeEventKind.SPLIT)
    desk.clerk.settle()
    form = tree.form
    form.going.all.setFocus()
    press(Qt.Key.Key_Return)
    assert form.going.table.hasFocus()
    press(Qt.Key.Key_Return)
    assert form.note.hasFocus()
    assert form.note.visibleRegion().boundingRect().height() == form.note.height()


def test_leaving_a_form_with_typing_asks_and_stays_when_told_so(desk: Desk, tree: OrganizationsPage) -> None:
    tree.add()
    desk.clerk.settle()
    tree.form.unit.name_edit.setText("Chi bộ thôn")
    desk.clerk.answers.yes = False
    press(Qt.Key.Key_Escape)
    assert tree.stack.currentWidget() is tree.form
    assert not tree.may_leave()
    desk.clerk.answers.yes = True
    press(Qt.Key.Key_Escape)
    assert tree.stack.currentWidget() is tree.overview


def test_a_section_is_added_and_cells_are_proposed_below_it(desk: Desk, tree: OrganizationsPage) -> None:
    tree.add_section()
    desk.clerk.settle()
    assert tree.form.unit.hamlets.isHidden() or not tree.form.unit.hamlets.isVisible()
    tree.form.unit.name_edit.setText("Đảng bộ bộ phận Cơ quan")
    tree.form.save()
    desk.clerk.settle()
    section = tree.table.unit_id()
    tree.add()
    desk.clerk.settle()
    assert tree.form.unit.parent_choice.value() == section
    tree.form.unit.name_edit.setText("Chi bộ Văn phòng")
    tree.form.save()
    desk.clerk.settle()
    assert (2, "Chi bộ Văn phòng") in shown(tree)


def test_the_menu_offers_only_what_fits_the_unit(desk: Desk, tree: OrganizationsPage) -> None:
    def enabled() -> set[str]:
        tree.menu.aboutToShow.emit()
        return {action.text().replace("&", "") for action in tree.menu.actions() if action.isEnabled()}

    tree.table.select(desk.cells[0])
    assert {"Chia tách…", "Sáp nhập…"} <= enabled()
    tree.table.select(tree.model.nodes()[0].organization.id)
    assert enabled() - {""} == {"Lịch sử, cấp ủy… (Enter)", "Thêm đảng bộ bộ phận…"}


# --- roles -----------------------------------------------------------------------------------------------------------


def test_a_secretary_is_recorded_by_keyboard_and_stands_in_the_tree(desk: Desk, tree: OrganizationsPage) -> None:
    tree.table.select(desk.cells[0])
    tree.show_details()
    tree.details.tabs.setCurrentIndex(2)
    desk.clerk.settle()
    assert "chưa ghi bí thư" in tree.details.roles.findings.text()
    tree.details.roles.begin(None)
    press(Qt.Key.Key_Return)
    write("tuan")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    node = tree.table.node()
    assert node is not None
    assert node.secretary.endswith("Tuấn")
    draft = desk.clerk.ask(lambda office: office.meetings.prepare(desk.cells[0], MeetingKind.REGULAR, "2026-12"))
    chair = desk.clerk.ask(lambda office: office.members.get(draft.content.chair_id or "").full_name)
    assert chair == node.secretary


def test_a_second_secretary_is_refused_until_the_first_one_stops(desk: Desk, tree: OrganizationsPage) -> None:
    people = desk.clerk.ask(lambda office: office.members.of_cell(desk.cells[0], date(2026, 11, 1)))
    official = [one for one in people if one.standing is Standing.OFFICIAL]
    held = RoleInput(role=RoleKind.SECRETARY, member_id=official[0].id, since=date(2025, 1, 1))
    desk.clerk.ask(lambda office: office.roles.add(desk.cells[0], held))
    tree.table.select(desk.cells[0])
    tree.show_details()
    desk.clerk.settle()
    tree.details.tabs.setCurrentIndex(2)
    form = tree.details.roles.form
    tree.details.roles.begin(None)
    form.person.set_value(official[1].id, official[1].full_name)
    form.save()
    desk.clerk.settle()
    assert "một lúc chỉ có một người" in form.fields["since"].findings.text()
    form.before.setChecked(True)
    form.save()
    desk.clerk.settle()
    rows = [view for number in range(2) if (view := tree.details.roles.model.row(number))]
    assert [view.role.valid_to for view in rows] == [None, date(2026, 11, 23)]


def test_a_role_ends_on_a_day_and_a_mistake_is_removed(desk: Desk, tree: OrganizationsPage) -> None:
    entered = [
        RoleInput(role=RoleKind.IN_CHARGE, person_name=name, since=date(2025, 1, 1))
        for name in ("Hoàng Trung Hiếu", "Nông Thị Nhung")
    ]
    desk.clerk.ask(lambda office: [office.roles.add(desk.cells[0], one) for one in entered])
    tree.table.select(desk.cells[0])
    tree.show_details()
    desk.clerk.settle()
    roles = tree.details.roles
    tree.details.tabs.setCurrentIndex(2)
    roles.end_role()
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    last = roles.model.row(1)
    assert last is not None
    assert last.role.valid_to == date(2026, 11, 23)
    roles.table.select(0)
    roles.remove_role()
    desk.clerk.settle()
    assert roles.model.rowCount() == 1


# --- hamlets ---------------------------------------------------------------------------------------------------------


def test_hamlets_are_added_moved_renamed_and_flagged(desk: Desk, tree: OrganizationsPage) -> None:
    tree.tabs.setCurrentIndex(HAMLETS)
    tree.hamlets.table.setFocus()
    press(Qt.Key.Key_N, CTRL)
    write("Bản Mới")
    press(Qt.Key.Key_S, CTRL)
    desk.clerk.settle()
    views = {view.hamlet.name: view for view in tree.hamlets._all}
    assert flags(views["Bản Mới"]) == "chưa có chi bộ · trắng đảng viên"
    tree.hamlets.only.setChecked(True)
    assert tree.hamlets.model.rowCount() == 1
    tree.hamlets.begin(Doing.MOVE)
    tree.hamlets.form.cell.take(desk.cells[0])
    tree.hamlets.form.save()
    desk.clerk.settle()
    tree.hamlets.only.setChecked(False)
    views = {view.hamlet.name: view for view in tree.hamlets._all}
    assert views["Bản Mới"].cells == ("Chi bộ thôn Nà Lừa",)
    assert views["Bản Mới"].unplaced == 12
    assert not views["Bản Mới"].without_member
    tree.hamlets.table.select([row.hamlet.name for row in tree.hamlets.model.rows if row].index("Bản Mới"))
    press(Qt.Key.Key_E, CTRL)
    tree.hamlets.form.name_edit.setText("Bản Lầu")
    tree.hamlets.form.save()
    desk.clerk.settle()
    assert "Đã có" in tree.hamlets.form.fields["name"].findings.text()
    press(Qt.Key.Key_Escape)
    assert not tree.hamlets.form.isVisible()


def test_nothing_on_the_page_is_wider_than_a_small_screen(desk: Desk, tree: OrganizationsPage) -> None:
    assert desk.clerk.window.width() == 1366
    assert not tree.table.horizontalScrollBar().isVisible()
    for kind in (TreeEventKind.SPLIT, TreeEventKind.MERGED, TreeEventKind.CLOSED, TreeEventKind.RENAMED):
        tree.table.select(desk.cells[0])
        tree.begin(kind)
        desk.clerk.settle()
        sheet = tree.form.area.widget()
        assert sheet is not None
        assert sheet.width() <= tree.form.area.viewport().width()
        tree._leave_form()


def test_a_line_is_shown_as_text(desk: Desk, tree: OrganizationsPage) -> None:
    node: TreeNode | None = tree.table.node()
    assert node is not None
    index = tree.model.index_of(node.organization.id)
    assert tree.model.data(index, Qt.ItemDataRole.ToolTipRole) == node.organization.name
