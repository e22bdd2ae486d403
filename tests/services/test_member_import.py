"""Bringing a member list in: nothing before it is asked for, all or nothing then, and back with one click."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.problems import ProblemError
from db.records import MemberInput, Sex, Standing
from db.register_records import ChangeInput, ChangeKind, MemberProfile
from desktop_app.documents.excel_in.model import Decision, Verdict
from desktop_app.office import Office
from tests.helpers.member_lists import HEADER, SINCE, bring_in, cells_of, codes, dump, line, preview, verdicts, write


class _StoppedError(Exception):
    pass


@pytest.fixture
def cells(office: Office) -> dict[str, str]:
    return cells_of(office)


def the_one(office: Office, text: str) -> str:
    (row,) = office.members.search(text, office.clock().date())
    return row.id


def add(office: Office, cell_id: str, name: str = "Nguyễn Văn Hùng", **fields: object) -> str:
    given = {
        "birth_date": "1970-03-05",
        "sex": Sex.MALE,
        "admitted_on": "1995-02-03",
        "official_on": "1996-02-03",
        "since": SINCE,
        **fields,
    }
    return office.members.add(MemberInput(full_name=name, cell_id=cell_id, **given)).id  # type: ignore[arg-type]


def test_a_new_person_is_written_down_in_the_cell_the_line_names_from_the_chosen_day(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [line("Lò Thị Mai", sex="Nữ", cell="SP", card="12345678", national="010170000001", ethnic="Thái", note="x")],
    )
    before = dump(office)
    shown = preview(office, path)
    assert dump(office) == before
    assert verdicts(shown) == ["new"]
    assert shown.lines[0].cell_name == "Chi bộ thôn Sa Pả"
    result = office.member_import.commit(shown, {})
    assert (result.added, result.changed, result.refused) == (1, 0, 0)
    member_id = the_one(office, "Mai")
    person = office.members.form(member_id)
    assert (person.full_name, person.birth_date, person.sex) == ("Lò Thị Mai", "1970-03-05", Sex.FEMALE)
    assert (person.ethnic_code, person.profile.national_id) == ("03", "010170000001")
    (act,) = office.changes.listed(member_id)
    assert (act.change.kind, act.change.on, act.change.cell_id) == (
        ChangeKind.REGISTERED,
        office.clock().date(),
        cells["SP"],
    )


def test_the_same_file_a_second_time_changes_nothing(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ"), line("Vàng A Sử", birth="1965", card="")])
    bring_in(office, path)
    before = dump(office)
    shown = preview(office, path)
    assert verdicts(shown) == ["same", "same"]
    assert office.member_import.commit(shown, {}).change_set_id == ""
    assert dump(office) == before


def test_only_what_the_file_says_changes_of_somebody_known(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    member_id = add(office, cells["NL"], card_number="12345678", note="cũ", profile=MemberProfile(phone="0912345678"))
    path = write(tmp_path / "a.xlsx", [line("NGUYỄN VĂN HÙNG", card="12345678", home="Xã A", birth="1970")])
    shown = preview(office, path)
    assert [(one.field, one.before, one.after) for one in shown.lines[0].differences] == [("home_place", "", "Xã A")]
    office.member_import.commit(shown, {})
    person = office.members.form(member_id)
    assert (person.full_name, person.birth_date, person.note) == ("Nguyễn Văn Hùng", "1970-03-05", "cũ")
    assert (person.profile.home_place, person.profile.phone) == ("Xã A", "0912345678")


def test_another_cell_is_a_move_on_the_chosen_day(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    member_id = add(office, cells["NL"])
    path = write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng", cell="Sa Pả")])
    shown = preview(office, path)
    assert verdicts(shown) == ["changed"]
    assert [(one.field, one.after) for one in shown.lines[0].differences] == [("cell", "Chi bộ thôn Sa Pả")]
    office.member_import.commit(shown, {})
    assert [act.change.kind for act in office.changes.listed(member_id)][-1] is ChangeKind.CELL_MOVE
    assert [row.id for row in office.members.of_cell(cells["SP"], office.clock().date())] == [member_id]


def test_a_day_of_recognition_makes_a_probationary_member_official(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    member_id = add(office, cells["NL"], standing=Standing.PROBATIONARY, admitted_on="2025-05-03", official_on="")
    path = write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng", admitted="3/5/2025", official="3/5/2026")])
    shown = preview(office, path)
    assert verdicts(shown) == ["changed"]
    office.member_import.commit(shown, {})
    act = office.changes.listed(member_id)[-1]
    assert (act.change.kind, act.change.on) == (ChangeKind.RECOGNITION, date(2026, 5, 3))
    assert office.members.form(member_id).official_on == "2026-05-03"


def test_any_other_standing_is_left_to_the_form(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    member_id = add(office, cells["NL"])
    header = (*HEADER, "Trạng thái")
    path = write(tmp_path / "a.xlsx", [[*line("Nguyễn Văn Hùng", home="Xã A"), "Dự bị"]], header=header)
    shown = preview(office, path)
    assert (verdicts(shown), codes(shown.lines[0])) == (["doubtful"], ["IMPORT_STANDING_DIFFERS"])
    office.member_import.commit(shown, {shown.lines[0].row: Decision.AS_KNOWN})
    assert office.members.form(member_id).profile.home_place == "Xã A"
    assert len(office.changes.listed(member_id)) == 1


def test_somebody_who_has_left_is_a_question(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    member_id = add(office, cells["NL"])
    office.changes.apply(member_id, ChangeInput(kind=ChangeKind.DEATH, on=date(2026, 1, 5)))
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng")]))
    assert (verdicts(shown), codes(shown.lines[0])) == (["doubtful"], ["IMPORT_HAS_LEFT"])
    assert office.member_import.commit(shown, {}).left_out == 1


def test_an_act_that_would_come_before_the_last_one_is_not_written(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    member_id = add(office, cells["NL"], since=date(2026, 11, 20))
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng", cell="Sa Pả")]))
    assert shown.lines[0].verdict is not Verdict.CHANGED
    office.member_import.commit(shown, {})
    assert len(office.changes.listed(member_id)) == 1


def test_a_likeness_is_decided_by_the_clerk(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    member_id = add(office, cells["NL"])
    path = write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hưng", home="Xã A")])
    shown = preview(office, path)
    row = shown.lines[0].row
    assert (verdicts(shown), shown.lines[0].member_id) == (["doubtful"], member_id)
    assert set(shown.lines[0].options) == {Decision.AS_NEW, Decision.AS_KNOWN, Decision.SKIP}
    assert office.member_import.commit(shown, {}).left_out == 1
    office.member_import.commit(shown, {row: Decision.AS_KNOWN})
    assert office.members.form(member_id).full_name == "Nguyễn Văn Hưng"
    assert office.store.value("SELECT count(*) FROM member") == 1


def test_a_likeness_may_be_somebody_new(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    add(office, cells["NL"])
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hưng")]))
    office.member_import.commit(shown, {shown.lines[0].row: Decision.AS_NEW})
    assert office.store.value("SELECT count(*) FROM member") == 2


def test_two_lines_cannot_be_one_known_person(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    add(office, cells["NL"])
    path = write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hưng", home="A"), line("Nguyễn Văn Hừng", home="B")])
    shown = preview(office, path)
    before = dump(office)
    with pytest.raises(ProblemError) as refused:
        office.member_import.commit(shown, {found.row: Decision.AS_KNOWN for found in shown.lines})
    assert refused.value.code == "R72"
    assert dump(office) == before


def test_a_refused_line_cannot_be_taken(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Vàng A Sử", cell="Nậm Mòn")]))
    with pytest.raises(ProblemError) as refused:
        office.member_import.commit(shown, {shown.lines[0].row: Decision.TAKE})
    assert refused.value.code == "R73"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([line("Vàng A Sử", cell="Nậm Mòn")], [["IMPORT_CELL_UNKNOWN"]]),
        ([line("Vàng A Sử", cell="Nà Lứaa")], [["IMPORT_CELL_UNKNOWN_NEAR"]]),
        ([line("Vàng A Sử", cell="")], [["IMPORT_CELL_MISSING"]]),
        ([line("Vàng A Sử", sex="")], [["IMPORT_SEX_MISSING"]]),
        ([line("Vàng A Sử", official="01/01/1990")], [["MEMBER_OFFICIAL_BEFORE_ADMITTED"]]),
        ([line("Vàng A Sử", birth="01/01/1999")], [["MEMBER_ADMITTED_BEFORE_BIRTH"]]),
        (
            [line("Vàng A Sử", card="1"), line("Lò Thị Mai", birth="1980", sex="Nữ", card="1")],
            [["IMPORT_CARD_TWICE"], ["IMPORT_CARD_TWICE"]],
        ),
        (
            [line("Vàng A Sử", card="12345678"), line("Vàng A Sử", card="12345678", home="A")],
            [[], ["IMPORT_SAME_AS_ROW"]],
        ),
        ([line("Vàng A Sử"), line("Vàng A Sử", home="A")], [[], ["IMPORT_SAME_AS_ROW"]]),
        ([line("Vàng A Sử", birth="1965"), line("Vàng A Sử", birth="1965")], [[], ["IMPORT_LIKE_ROW"]]),
    ],
)
def test_what_is_wrong_with_a_line_is_told_and_the_others_come_in(
    office: Office, cells: dict[str, str], tmp_path: Path, rows: list[list[object]], expected: list[list[str]]
) -> None:
    shown = preview(
        office,
        write(tmp_path / "a.xlsx", [*rows, line("Hoàng Văn Páo", birth="1999", admitted="2019", official="2020")]),
    )
    assert [codes(one) for one in shown.lines][: len(rows)] == expected
    assert shown.lines[-1].verdict is Verdict.NEW
    office.member_import.commit(shown, {})
    assert office.members.search("Páo", office.clock().date())


def test_seventeen_years_at_admission_is_only_pointed_out(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    shown = preview(
        office,
        write(
            tmp_path / "a.xlsx", [line("Vàng A Sử", birth="01/06/1997", admitted="03/02/2015", official="03/02/2016")]
        ),
    )
    assert (verdicts(shown), codes(shown.lines[0])) == (["new"], ["MEMBER_ADMITTED_YOUNG"])
    assert shown.lines[0].problems[0].column == HEADER.index("Ngày vào Đảng")


def test_somebody_admitted_this_year_without_recognition_is_probationary(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    bring_in(office, write(tmp_path / "a.xlsx", [line("Vàng A Sử", birth="1999", admitted="05/06/2026", official="")]))
    (row,) = office.members.of_cell(cells["NL"], office.clock().date())
    assert row.standing is Standing.PROBATIONARY


def test_the_sex_is_told_by_the_middle_name_where_the_list_is_silent(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    path = write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex=""), line("Lò Văn Páo", sex="", birth="1960")])
    shown = preview(office, path)
    assert [codes(one) for one in shown.lines] == [["IMPORT_SEX_GUESSED"]] * 2
    office.member_import.commit(shown, {})
    assert {row.sex for row in office.members.of_cell(cells["NL"], office.clock().date())} == set(Sex)


def test_an_import_is_taken_back_as_a_whole(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    add(office, cells["NL"])
    before = dump(office)
    path = write(
        tmp_path / "a.xlsx",
        [line("Nguyễn Văn Hùng", home="Xã A", cell="Sa Pả"), line("Lò Thị Mai", sex="Nữ", ethnic="Mông")],
    )
    result = bring_in(office, path)
    assert (result.added, result.changed) == (1, 1)
    (made,) = office.change_sets.listed()
    assert (made.id, made.kind, made.label, made.added, made.changed) == (
        result.change_set_id,
        "import",
        "a.xlsx",
        1,
        1,
    )
    office.change_sets.undo(result.change_set_id)
    after = dump(office)
    assert {name: rows for name, rows in after.items() if name != "member"} == {
        name: rows for name, rows in before.items() if name != "member"
    }
    assert [
        office.store.value("SELECT count(*) FROM member"),
        office.members.form(the_one(office, "Hùng")).profile,
    ] == [
        1,
        MemberProfile(),
    ]


def test_a_failure_in_the_middle_leaves_nothing(
    office: Office, cells: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.services import member_lines

    add(office, cells["NL"])
    path = write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ"), line("Nguyễn Văn Hùng", home="A", cell="SP")])
    shown = preview(office, path)
    before = dump(office)

    def broken(*_: object) -> None:
        raise _StoppedError

    monkeypatch.setattr(member_lines, "write_change", broken)
    with pytest.raises(_StoppedError):
        office.member_import.commit(shown, {})
    assert dump(office) == before
    assert office.change_sets.listed() == []
    monkeypatch.undo()
    assert office.member_import.commit(shown, {}).added == 1


def test_it_can_be_stopped_until_the_very_end_and_then_nothing_is_written(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ")]))
    before = dump(office)

    def stop(done: int, total: int) -> None:
        if done == total:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        office.member_import.commit(shown, {}, stop)
    assert dump(office) == before
    with pytest.raises(_StoppedError):
        office.member_import.preview(shown.source, shown.choices, stop)


def test_what_changed_in_the_register_since_the_preview_stops_the_import(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    member_id = add(office, cells["NL"])
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng", home="Xã A")]))
    person = office.members.form(member_id)
    office.members.update(member_id, 1, person)
    with pytest.raises(ProblemError) as refused:
        office.member_import.commit(shown, {})
    assert refused.value.code == "R70"


def test_other_work_since_the_preview_does_not_stop_the_import(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ")]))
    add(office, cells["NL"])
    assert office.member_import.commit(shown, {}).added == 1


def test_columns_set_by_hand_are_remembered_for_the_next_file_of_that_kind(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    from dataclasses import replace

    header = ("Tên đồng chí X", "Sinh", "NN", "CB", "Ghi thêm")
    rows = [["Lò Thị Mai", "1980", "Nữ", "NL", "Xã A"]]
    path = write(tmp_path / "a.xlsx", rows, header=header, title=False)
    choices = office.member_import.choices_for(path, "Sheet", 1, 1)
    wanted = ("full_name", "birth_date", "sex", "cell", "home_place")
    columns = tuple(
        replace(column, target=target, reason="hand") for column, target in zip(choices.columns, wanted, strict=True)
    )
    shown = office.member_import.preview(path, replace(choices, columns=columns))
    assert office.member_import.commit(shown, {}).added == 1
    again = office.member_import.choices_for(
        write(tmp_path / "b.xlsx", rows, header=header, title=False), "Sheet", 1, 1
    )
    assert tuple(column.target for column in again.columns) == wanted
    assert {column.reason for column in again.columns} == {"remembered"}


def test_a_hamlet_is_found_by_its_name_and_an_unknown_one_is_left_out_with_a_word(
    office: Office, tmp_path: Path
) -> None:
    office.organizations.add_cell("NL", "Chi bộ thôn Nà Lừa", "", "", None, ("Thôn Nà Lừa",), SINCE)
    header = (*HEADER, "Thôn, bản")
    rows = [[*line("Lò Thị Mai", sex="Nữ"), "thon na lua"], [*line("Vàng A Sử", birth="1965"), "Nậm Mòn"]]
    path = write(tmp_path / "a.xlsx", rows, header=header)
    shown = preview(office, path)
    assert [codes(one) for one in shown.lines] == [[], ["IMPORT_HAMLET_UNKNOWN"]]
    office.member_import.commit(shown, {})
    (hamlet,) = office.members.hamlets()
    assert office.members.profile(the_one(office, "Mai")).hamlet_id == hamlet.id
    assert office.members.profile(the_one(office, "Sử")).hamlet_id is None
    office.member_import.export_register(tmp_path / "so.xlsx")
    assert verdicts(preview(office, tmp_path / "so.xlsx")) == ["same", "same"]


def test_somebody_else_with_the_same_card_cannot_be_taken_as_new(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    add(office, cells["NL"], card_number="12345678")
    path = write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ", birth="1980", card="12345678")])
    shown = preview(office, path)
    assert (verdicts(shown), codes(shown.lines[0])) == (["doubtful"], ["IMPORT_CARD_OF_OTHER"])
    assert Decision.AS_NEW not in shown.lines[0].options


def test_numbers_of_two_people_on_one_line_refuse_it(office: Office, cells: dict[str, str], tmp_path: Path) -> None:
    add(office, cells["NL"], card_number="12345678")
    add(office, cells["SP"], "Lò Thị Mai", sex=Sex.FEMALE, profile=MemberProfile(national_id="010170000001"))
    path = write(tmp_path / "a.xlsx", [line("Lò Thị Mai", sex="Nữ", card="12345678", national="010170000001")])
    shown = preview(office, path)
    assert (verdicts(shown), codes(shown.lines[0])) == (["refused"], ["IMPORT_NUMBERS_OF_TWO"])


def test_what_the_register_says_already_badly_does_not_refuse_a_line_that_leaves_it_alone(
    office: Office, cells: dict[str, str], tmp_path: Path
) -> None:
    member_id = add(office, cells["NL"], profile=MemberProfile(national_id="010070000001"))
    with office.store.operation("test.spoil", "member:-"):
        office.store.execute("UPDATE member_profile SET religion_code = 'XX' WHERE member_id = ?", (member_id,))
    shown = preview(office, write(tmp_path / "a.xlsx", [line("Nguyễn Văn Hùng", home="Xã A")]))
    assert verdicts(shown) == ["changed"]
    assert office.member_import.commit(shown, {}).changed == 1
