"""Workbooks of every kind are read, and everything that is none is refused in a sentence that helps."""

from __future__ import annotations

import contextlib
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.problems import ProblemError
from desktop_app.documents.excel_in.fields import EXPORT_MARK
from desktop_app.documents.excel_in.reading import open_book, read_sheet
from desktop_app.texts import explain
from tests.helpers.workbooks import SHEET, bare_ods, bare_xlsx, file_lines, save_rows

FILES = Path(__file__).parent / "files"
HEADER = ["Họ và tên", "Ngày sinh", "Số thẻ"]
TWO = '<row r="1"><c r="A1"><v>1</v></c></row>'
TABLE = '<table:table table:name="DS">{}</table:table>'


def refused(path: Path, code: str) -> ProblemError:
    """Check that a file is refused with a code and sentences that name it, and return the problem."""
    with pytest.raises(ProblemError) as caught:
        open_book(path)
    assert caught.value.code == code
    text = str(explain(caught.value))
    assert "{" not in text
    assert "S99" not in text
    return caught.value


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_the_older_formats_are_read(ending: str) -> None:
    path = FILES / f"register.{ending}"
    book = open_book(path)
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Danh sach", False), ("An", True)]
    assert book.likely == "Danh sach"
    sheet = read_sheet(path, book.likely)
    assert sheet.rows[3][2] == date(1965, 3, 5)
    assert sheet.rows[3][5] == 61
    assert sheet.rows[4][5] == "#DIV/0!"
    assert sheet.hidden_columns == {3}
    assert sheet.formulas == {(3, 5), (4, 5), (5, 5)}
    lines, _ = file_lines(path)
    assert [str(line.values["full_name"]).title() for line in lines] == [
        "Nguyễn Văn Hùng",
        "Đặng Thị Mười",
        "Giàng A Pó",
    ]
    assert [line.values["birth_date"] for line in lines] == ["1965-03-05", "1970-12-31", "1970-02-01"]


def test_fonts_of_an_old_workbook_tell_encoding_and_capitals() -> None:
    lines, _ = file_lines(FILES / "register.xls")
    assert lines[0].values["full_name"] == "NGUYỄN VĂN HÙNG"
    assert lines[0].values["note"] == "người dân tộc Tày"


def test_a_new_workbook_tells_everything_about_its_cells(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        HEADER,
        ["NguyÔn V¨n Hïng", datetime.fromisoformat("1965-03-05T07:30"), 1234567],
        ["x", "=1+1", "#REF!"],
    ):
        sheet.append(row)
    sheet["A2"].font = sheet["A3"].font = Font(name=".VnTimeH")
    sheet["C3"].data_type = "e"
    sheet["A4"] = "hết"
    sheet.merge_cells("A4:C4")
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = read_sheet(tmp_path / "a.xlsx", "Sheet")
    assert found.rows[1] == ["NguyÔn V¨n Hïng", date(1965, 3, 5), 1234567]
    assert found.rows[2] == ["x", None, "#REF!"]
    assert found.fonts == {0: ".VnTimeH"}
    assert found.hidden_columns == frozenset({1})
    assert found.formulas == frozenset({(2, 1)})
    assert found.merged == ((3, 0, 3, 2),)
    assert not found.from_1904


def test_days_of_a_mac_are_the_same_days(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet: Any = book.active
    sheet.append(HEADER)
    sheet.append(["Lò Văn A", date(1965, 3, 5), None])
    book.save(tmp_path / "mac.xlsx")
    found = read_sheet(tmp_path / "mac.xlsx", "Sheet")
    assert found.rows[1][1] == date(1965, 3, 5)
    assert found.from_1904


def test_the_sheet_that_looks_like_a_list_of_people_is_offered(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first: Any = book.active
    for number in range(50):
        first.append([number, "linh tinh"])
    for name, rows in (("Danh sách", [HEADER, ["Lò Văn A", 1965, None]]), ("Tổng hợp", [["Chi bộ", 5]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert open_book(tmp_path / "a.xlsx").likely == "Danh sách"


@pytest.mark.parametrize("name", ["own.xlsx", "own.xls"])
def test_a_workbook_of_our_own_is_known_by_its_version_cell(tmp_path: Path, name: str) -> None:
    path = save_rows(tmp_path / name, [[f"{EXPORT_MARK}7"], HEADER])
    assert open_book(path).exported_version == 7


def test_the_kind_is_told_from_the_content_and_macros_stay_asleep(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "a.xlsx", [HEADER, ["Lò Văn A", 1965, None]])
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
        packed.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    for name in ("a.xlsm", "a.xls", "a.csv", "a"):
        assert open_book(path.rename(tmp_path / name)).likely == "DS"
        path = tmp_path / name


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1' t='inlineStr'><is><t>Họ tên</t></is></c><c\n r='B1'><v>5</v></c></row>",
        '<row><c t="inlineStr"><is><t>Họ tên</t></is></c><c><v>5</v></c></row>',
        '<row r="1"><c t="inlineStr" r="A1"><is><t>Họ tên</t></is></c><c  r="B1"><v>5</v></c></row>',
    ],
)
def test_cells_written_in_unusual_ways_are_seen(tmp_path: Path, rows: str) -> None:
    path = bare_xlsx(tmp_path / "a.xlsx", {"sheet": SHEET.format(rows=rows)})
    book = open_book(path)
    assert (book.sheets[0].rows, book.sheets[0].columns) == (1, 2)
    assert read_sheet(path, "DS").rows == [["Họ tên", 5]]


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_file_that_is_gone_or_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.xlsx", "R50").values["name"] == "a.xlsx"
    (tmp_path / "b.xlsx").mkdir()
    refused(tmp_path / "b.xlsx", "R50")


def test_a_stick_that_goes_between_two_steps(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "a.xlsx", [HEADER])
    open_book(path)
    path.unlink()
    with pytest.raises(ProblemError, match="R50"):
        read_sheet(path, "DS")


def test_a_sheet_that_went_between_two_steps(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "a.xlsx", [HEADER], title="Cũ")
    open_book(path)
    save_rows(path, [HEADER], title="Mới")
    with pytest.raises(ProblemError, match="R64"):
        read_sheet(path, "Cũ")


def test_a_file_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_rows(tmp_path / "a.xlsx", [HEADER])

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "open", locked)
    refused(path, "R51")
    refused(tmp_path / "~$a.xlsx", "R51")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R63"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "R53"),
        (b"\xef\xbb\xbf  <!DOCTYPE HTML><html/>", "R53"),
        ("<html><table/></html>".encode("utf-16"), "R53"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "R53"),
        ("STT,Họ và tên\n1,Lò Văn A\n".encode(), "R54"),
        ("STT\tHọ và tên\n1\tLò Văn A\n".encode("utf-16"), "R54"),
        ("TT;Tªn\n1;Lß V¨n A\n".encode("latin-1"), "R54"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "R56"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(100), "R56"),
        (b"%PDF-1.7\n\x00\x01\x02", "R55"),
        (bytes(range(256)) * 10, "R55"),
        (b"PK\x03\x04 cut off", "R57"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "R57"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "R57"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "Danh sách.xls"
    path.write_bytes(content)
    assert refused(path, code).values["name"] == "Danh sách.xls"


def test_a_packed_file_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    refused(tmp_path / "a.xlsx", "R55")
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as packed:
        packed.writestr("xl/workbook.bin", "x")
    refused(tmp_path / "a.xlsb", "R56")


def test_an_empty_workbook(tmp_path: Path) -> None:
    refused(save_rows(tmp_path / "a.xlsx", []), "R63")


def compound(stream: str) -> bytes:
    """Return a compound file that holds one stream of a name."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    for offset, number in ((44, 1), (48, 1), (56, 4096), (60, 0xFFFFFFFE), (68, 0xFFFFFFFE)):
        header[offset : offset + 4] = number.to_bytes(4, "little")
    header[76:512] = b"\xff" * 436
    header[76:80] = (0).to_bytes(4, "little")
    table = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    directory = bytearray(512)
    for start, name, kind in ((0, "Root Entry", 5), (128, stream, 2)):
        letters = name.encode("utf-16-le")
        directory[start : start + len(letters)] = letters
        directory[start + 64 : start + 67] = bytes([len(letters) + 2, 0, kind])
        directory[start + 116 : start + 120] = b"\xfe\xff\xff\xff"
    return bytes(header + table + directory)


def test_a_password_is_named_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(compound("EncryptedPackage"))
    refused(tmp_path / "a.xlsx", "R52")
    entry = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    refused(bare_ods(tmp_path / "a.ods", TABLE.format(""), manifest=entry), "R52")
    old = bytearray((FILES / "register.xls").read_bytes())
    start = old.find(b"\x42\x00\x02\x00")
    old[start : start + 2] = b"\x2f\x00"
    (tmp_path / "a.xls").write_bytes(old)
    refused(tmp_path / "a.xls", "R52")
    (tmp_path / "b.xls").write_bytes(compound("WordDocument"))
    refused(tmp_path / "b.xls", "R55")


def test_chains_that_run_in_circles_end(tmp_path: Path) -> None:
    content = bytearray(compound("Workbook"))
    content[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")
    (tmp_path / "a.xls").write_bytes(content)
    refused(tmp_path / "a.xls", "R57")


@pytest.mark.parametrize(("packing", "code"), [(zipfile.ZIP_LZMA, "R57"), (zipfile.ZIP_BZIP2, "R57")])
def test_ways_of_packing_that_no_workbook_uses_are_not_tried(tmp_path: Path, packing: int, code: str) -> None:
    path = bare_xlsx(tmp_path / "a.xlsx", {"sheet": SHEET.format(rows=TWO)})
    with zipfile.ZipFile(path, "a", packing) as packed:
        packed.writestr("xl/more.xml", "<x/>")
    refused(path, code)


def test_a_packed_file_with_a_password_of_its_own(tmp_path: Path) -> None:
    path = bare_xlsx(tmp_path / "a.xlsx", {"sheet": SHEET.format(rows=TWO)})
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    refused(path, "R52")


@pytest.mark.parametrize("entity", ["<!DOCTYPE x>", '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'])
def test_definitions_that_unfold_are_refused_wherever_they_stand(tmp_path: Path, entity: str) -> None:
    sheet = SHEET.format(rows=TWO)
    refused(bare_xlsx(tmp_path / "a.xlsx", {"sheet": sheet.replace("?>", f"?>{entity}")}), "R62")
    refused(bare_xlsx(tmp_path / "b.xlsx", {"sheet": sheet, "xl/styles.xml": f"{entity}<styleSheet/>"}), "R62")
    refused(bare_xlsx(tmp_path / "c.xlsx", {"sheet": sheet, "shared": [" " * (2 << 20), entity, "<sst/>"]}), "R62")
    path = bare_ods(tmp_path / "a.ods", TABLE.format(""))
    content = zipfile.ZipFile(path).read("content.xml")
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", f"{entity}{content.decode()}")
    refused(path, "R62")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="1"\nt="n" r="XFD1048576"><v>1</v></c>',
        '<c s=">" r="XFD1048576"><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        '<c r="&#88;FD1048576"><v>1</v></c>',
        '<c r="ZZZ9999999"><v>1</v></c>',
    ],
)
def test_a_cell_at_the_end_of_the_world_is_named(tmp_path: Path, cell: str) -> None:
    path = bare_xlsx(tmp_path / "a.xlsx", {"sheet": SHEET.format(rows=f'{TWO}<row r="1048576">{cell}</row>')})
    assert str(refused(path, "R60").values["cell"]) in ("XFD1048576", "ZZZ9999999")


def test_cells_under_a_prefix_are_seen_too(tmp_path: Path) -> None:
    sheet = SHEET.format(rows=f'{TWO}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    prefixed = sheet.replace("xmlns=", "xmlns:x=")
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        prefixed = prefixed.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        prefixed = prefixed.replace(f"</{name}>", f"</x:{name}>")
    refused(bare_xlsx(tmp_path / "a.xlsx", {"sheet": prefixed}), "R60")


def test_letters_of_two_bytes_hide_nothing(tmp_path: Path) -> None:
    sheet = SHEET.format(rows=TWO).encode("utf-16")
    refused(bare_xlsx(tmp_path / "a.xlsx", {"sheet": sheet}), "R57")


def test_rows_and_cells_that_an_ods_repeats_are_counted(tmp_path: Path) -> None:
    filled = '<table:table-cell office:value-type="string"{}><text:p>a</text:p></table:table-cell>'
    row = "<table:table-row{}>{}</table:table-row>"
    times = ' table:number-{}-repeated="{}"'.format
    wide = filled.format(times("columns", 500))
    refused(bare_ods(tmp_path / "a.ods", TABLE.format(row.format(times("rows", 20000), wide))), "R59")
    gap = row.format(times("rows", 1_000_000), "<table:table-cell/>")
    corner = row.format("", f"<table:table-cell{times('columns', 500)}/>{filled.format('')}")
    refused(bare_ods(tmp_path / "b.ods", TABLE.format(gap + corner)), "R60")
    spaces = (
        '<table:table-cell office:value-type="string"><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'
    )
    refused(bare_ods(tmp_path / "c.ods", TABLE.format(row.format("", spaces))), "R61")


@pytest.mark.parametrize("dimension", [b"\xff\xff\xff\xff", b"\x00\x00\x01\x00"])
def test_an_old_workbook_that_overstates_its_size_is_read_all_the_same(tmp_path: Path, dimension: bytes) -> None:
    content = bytearray((FILES / "register.xls").read_bytes())
    start = content.find(b"\x00\x02\x0e\x00") + 4
    content[start + 4 : start + 8] = dimension
    content[start + 10 : start + 12] = b"\xff\xff" if dimension[0] else b"\x00\x01"
    (tmp_path / "a.xls").write_bytes(content)
    assert len(file_lines(tmp_path / "a.xls")[0]) == 3


# --- damage ----------------------------------------------------------------------------------------------------------


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return the content with some bytes changed, or cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.2 else changed)


def _unpacked(path: Path) -> Callable[[random.Random], bytes]:
    """Return a maker of damaged versions whose packing is sound and whose parts are not."""
    import io

    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}

    def make(chance: random.Random) -> bytes:
        target = io.BytesIO()
        wrong = chance.choice([name for name in parts if len(parts[name]) > 10])
        with zipfile.ZipFile(target, "w") as packed:
            for name, content in parts.items():
                packed.writestr(name, damaged(content, chance) if name == wrong else content)
        return target.getvalue()

    return make


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_damage_is_refused_or_read_and_never_a_crash(tmp_path: Path, ending: str) -> None:
    source = FILES / f"register.{ending}"
    if ending == "xlsx":
        source = save_rows(tmp_path / "sound.xlsx", [HEADER, *[["Lò Văn A", date(1965, 3, 5), "01234567"]] * 5])
    makers: list[Callable[[random.Random], bytes]] = [lambda chance: damaged(source.read_bytes(), chance)]
    if ending != "xls":
        makers.append(_unpacked(source))
    path = tmp_path / f"a.{ending}"
    for seed in range(60):
        chance = random.Random(seed)
        path.write_bytes(chance.choice(makers)(chance))
        with contextlib.suppress(ProblemError):
            file_lines(path)
