"""A template from outside is looked at before it is opened, and its tags can do nothing but write what there is."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from db.problems import ProblemError
from desktop_app.documents.layout import document_layout
from desktop_app.documents.word import language, safety
from desktop_app.documents.word.document import document_docx
from desktop_app.documents.word.fields import Kind, shape_of
from desktop_app.documents.word.shipped import shipped
from desktop_app.documents.word.trial import try_out
from tests.helpers.every_paper import texts

LAYOUT = document_layout(date(2026, 11, 3))
DOCUMENT = "word/document.xml"


def changed(change: Callable[[str], str], part: str = DOCUMENT, kind: Kind = Kind.MINUTES) -> bytes:
    """Return a template of the program in which one part was written anew."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(shipped(kind))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in source.namelist():
            content = source.read(name)
            packed.writestr(name, change(content.decode()).encode() if name == part else content)
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    target = BytesIO(shipped(Kind.MINUTES))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return target.getvalue()


def with_text(text: str) -> bytes:
    """Return a template that has a paragraph of that text at its end."""
    made = f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p><w:sectPr>'
    return changed(lambda xml: xml.replace("<w:sectPr>", made))


def code_of(data: bytes, kind: Kind = Kind.MINUTES) -> str:
    """Return the code a template is refused by, "" when it is taken."""
    try:
        try_out(data, kind, LAYOUT)
    except ProblemError as problem:
        return problem.code
    return ""


# --- files ---


def test_the_templates_of_the_program_pass_whole() -> None:
    for kind in Kind:
        assert try_out(shipped(kind), kind, LAYOUT).left_out == ()


def spoilt(data: bytes) -> bytes:
    """Return a packed file whose streams are spoilt."""
    start = data.index(b"word/document.xml") + 60
    return data[:start] + bytes(255 - byte for byte in data[start : start + 200]) + data[start + 200 :]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), shipped(Kind.MINUTES)[:3000], spoilt(shipped(Kind.MINUTES)),
     changed(lambda xml: xml[:-30]), changed(lambda _xml: ""), changed(lambda _xml: "<x/>", "[Content_Types].xml"),
     changed(lambda xml: xml.replace("document.main+xml", "template.main+xml"), "[Content_Types].xml")],
)  # fmt: skip
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert code_of(data) == "M60"


def test_any_cut_of_a_template_is_refused_in_a_sentence() -> None:
    whole = shipped(Kind.MINUTES)
    for length in range(0, len(whole) - 1, 97):
        assert code_of(whole[:length]) == "M60"


def test_a_file_with_a_password_on_its_parts_is_refused() -> None:
    data = bytearray(shipped(Kind.MINUTES))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(sign), bytes(data)):
            struct.pack_into("<H", data, found.start() + place, 1)
    assert code_of(bytes(data)) == "M60"


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    assert code_of(with_part("word/theme/theme1.xml", b"<a>" + b" " * (safety.MAX_UNPACKED + 1))) == "M61"
    assert code_of(bytes(safety.MAX_FILE + 1)) == "M61"


def test_thousands_of_parts_are_refused() -> None:
    target = BytesIO(shipped(Kind.MINUTES))
    with zipfile.ZipFile(target, "a") as packed:
        for number in range(safety.MAX_PARTS):
            packed.writestr(f"word/{number}.xml", "<a/>")
    assert code_of(target.getvalue()) == "M61"


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/activeX1.xml", "word/afchunk.mht"]
)
def test_macros_and_embedded_files_are_refused_by_name(name: str) -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(with_part(name, b"<a/>"), Kind.MINUTES, LAYOUT)
    assert refused.value.code == "M62"
    assert refused.value.values["part"] == name


def test_a_macro_file_renamed_is_refused() -> None:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert code_of(changed(lambda xml: xml.replace(plain, macro), "[Content_Types].xml")) == "M62"


BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [DOCUMENT, "word/styles.xml", "word/header1.xml", "docProps/core.xml"])
@pytest.mark.parametrize("declared", [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_definitions_are_refused_in_every_part(part: str, declared: str) -> None:
    assert code_of(changed(lambda xml: xml.replace("?>\n", f"?>\n{declared}", 1), part)) == "M62"


def test_definitions_are_refused_in_letters_of_two_bytes_too() -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}<a>&c;</a>'
    assert code_of(with_part("word/extra.xml", text.encode("utf-16"))) == "M62"


@pytest.mark.parametrize("name", ["word/extra.dat", "word/media/image1.png"])
@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_part_that_is_read_as_words_is_looked_at_whatever_it_is_called(name: str, letters: str) -> None:
    assert code_of(with_part(name, f"{BOMB}<a>&c;</a>".encode(letters))) in ("M60", "M62")


def test_a_picture_is_no_reason_to_refuse() -> None:
    assert code_of(with_part("word/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))) == ""


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "hyperlink", "oleObject", "frame"])
def test_what_lies_elsewhere_is_refused_by_its_address(kind: str) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rId9" Type="{space}/{kind}" Target="http://x.example/a" TargetMode="External"/></Rel'
    data = changed(lambda xml: xml.replace("</Rel", link), "word/_rels/document.xml.rels")
    with pytest.raises(ProblemError) as refused:
        try_out(data, Kind.MINUTES, LAYOUT)
    assert refused.value.code == "M63"
    assert refused.value.values["target"] == "http://x.example/a"


@pytest.mark.parametrize(
    "field",
    ['<w:p><w:fldSimple w:instr=" INCLUDETEXT c:\\a.doc "/></w:p>',
     "<w:p><w:r><w:instrText>DDEAUTO c:\\cmd.exe</w:instrText></w:r></w:p>",
     "<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO x</w:instrText></w:r></w:p>",
     "<w:p><w:r><w:instrText> includepicture \"http://x\"</w:instrText></w:r></w:p>"],
)  # fmt: skip
def test_fields_that_fetch_something_are_refused(field: str) -> None:
    assert code_of(changed(lambda xml: xml.replace("<w:sectPr>", f"{field}<w:sectPr>"))) == "M63"


def test_page_numbers_and_dates_are_no_such_fields() -> None:
    field = '<w:p><w:fldSimple w:instr=" NUMPAGES "/></w:p>'
    assert code_of(changed(lambda xml: xml.replace("<w:sectPr>", f"{field}<w:sectPr>"))) == ""


# --- tags ---


@pytest.mark.parametrize(
    "tag",
    ["{{ ten_loai.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ ten_loai.upper() }}", "{{ 'a' * 1000000000 }}",
     "{{ [1, 2] }}", "{{ ten_loai[0] }}", "{{ 9 ** 9 }}", "{{ ten_loai|attr('x') }}", "{{ ten_loai ~ ten_loai }}",
     "{{ ten_loai|center(9999999) }}", "{% set a = 1 %}", "{% include 'x' %}", "{% import 'x' as y %}",
     "{% macro a() %}{% endmacro %}", "{% for a in range(9) %}{% endfor %}", "{% for a in 'xyz' %}{% endfor %}",
     "{{ (1, 2) }}", "{% filter upper %}x{% endfilter %}", "{% for a, b in noi_dung %}{% endfor %}"],
)  # fmt: skip
def test_a_tag_that_does_more_than_write_a_field_is_refused(tag: str) -> None:
    assert code_of(with_text(tag)) in ("M65", "M66")
    with pytest.raises(ProblemError) as refused:
        document_docx(texts()["minutes_regular"], with_text(tag), LAYOUT)
    assert refused.value.code in ("M65", "M66")


@pytest.mark.parametrize("name", ["self", "config", "cycler", "lipsum", "joiner", "namespace", "range", "dict"])
def test_nothing_the_language_brings_is_within_reach(name: str) -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(with_text(f"{{{{ {name} }}}}"), Kind.MINUTES, LAYOUT)
    assert refused.value.code == "M66"
    assert refused.value.values["fields"] == name


def test_lists_in_lists_cannot_run_away() -> None:
    twice = "{% for a in noi_dung %}{% for b in noi_dung %}x{% endfor %}{% endfor %}"
    assert code_of(with_text(twice)) == "M65"


def test_the_length_of_what_is_written_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "MAX_WRITTEN", 3_000)
    assert code_of(shipped(Kind.MINUTES)) == "M61"


@pytest.mark.parametrize("tag", ["{% if ten_loai %}", "{{ ten_loai", "{% enfor %}", "{{ ten loai }}", "{% endif %}"])
def test_a_tag_written_wrongly_is_pointed_at(tag: str) -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(with_text(tag), Kind.MINUTES, LAYOUT)
    assert refused.value.code == "M64"
    assert refused.value.values["why"]


def test_the_place_of_a_wrong_tag_is_told_in_the_words_around_it() -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(with_text("Kính gửi {{ ten loai }}"), Kind.MINUTES, LAYOUT)
    assert refused.value.values["near"] == "Kính gửi {{ ten loai }}"


def test_fields_there_are_not_are_all_named() -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(
            with_text("{{ tenloai }}{{ ky_phai.ten }}{% for x in nguoi %}{{ x.a.b }}{% endfor %}"), Kind.MINUTES, LAYOUT
        )
    assert refused.value.code == "M66"
    assert refused.value.values["fields"] == "tenloai, ky_phai.ten, nguoi"


def test_fields_of_another_kind_of_document_are_unknown() -> None:
    assert code_of(with_text("{{ phan_ky }}")) == "M66"
    assert "phan_ky" in shape_of(Kind.TABLE)


@pytest.mark.parametrize(
    ("gone", "named"),
    [("{{ cau_ket }}", "cau_ket"), ("{{ ten_loai }}", "ten_loai"), ("{{ ky_phai.ho_ten }}", "ky_phai.ho_ten")],
)
def test_what_no_document_can_do_without_is_named_when_it_is_missing(gone: str, named: str) -> None:
    with pytest.raises(ProblemError) as refused:
        try_out(changed(lambda xml: xml.replace(gone, "")), Kind.MINUTES, LAYOUT)
    assert refused.value.code == "M67"
    assert refused.value.values["fields"] == named


def test_one_sort_of_paragraph_forgotten_is_noticed() -> None:
    data = changed(lambda xml: re.sub(r"(ScbDan\"/></w:pPr><w:r><w:t [^>]*>){{ d.chu }}", r"\1", xml))
    with pytest.raises(ProblemError) as refused:
        try_out(data, Kind.MINUTES, LAYOUT)
    assert (refused.value.code, refused.value.values["fields"]) == ("M67", "noi_dung.dan")


def test_what_a_document_can_do_without_is_told_and_allowed() -> None:
    data = changed(lambda xml: xml.replace("{{ noi }}", "").replace("{{ noi_ngay }}", ""))
    assert try_out(data, Kind.MINUTES, LAYOUT).left_out == ("noi_ngay", "noi_nhan")


def test_tags_that_tear_the_document_apart_are_refused() -> None:
    begun = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{%tr if ten_loai %}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    ended = "<w:p><w:r><w:t>{% endif %}</w:t></w:r></w:p>"
    assert code_of(changed(lambda xml: xml.replace("<w:sectPr>", f"{begun}{ended}<w:sectPr>"))) == "M68"


def test_a_table_put_into_a_line_of_words_is_refused() -> None:
    data = changed(lambda xml: xml.replace("{{p d.bang }}", "{{ d.bang }}"), kind=Kind.TABLE)
    assert code_of(data, Kind.TABLE) == "M68"


def test_words_may_be_changed_and_fields_moved() -> None:
    data = changed(lambda xml: xml.replace("{{ ten_loai }}", "{{ ten_loai|upper }} của {{ co_quan|lower }}"))
    assert code_of(data) == ""


def test_a_tag_word_cut_into_pieces_still_works() -> None:
    between = "</w:t></w:r><w:r><w:t>"
    cut = f'{{{between}{{ ten_</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t>loai }}{between}}}'
    assert code_of(changed(lambda xml: xml.replace("{{ ten_loai }}", cut))) == ""
