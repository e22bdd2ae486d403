"""The office's own Word templates are tried out before use, and one that fails later stops nothing."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import msgspec
import pytest
from docx.shared import Pt

from db import word_templates
from db.problems import ProblemError
from desktop_app.documents.word.fields import Kind
from desktop_app.documents.word.shipped import shipped
from desktop_app.services.regulations import RegulationService
from desktop_app.services.word_templates import WordTemplateService
from desktop_app.texts import explain
from tests.helpers import word
from tests.helpers.every_paper import tables, texts
from tests.services.conftest import Commune, now

MINUTES = texts()["minutes_regular"]


@pytest.fixture
def service(commune: Commune) -> WordTemplateService:
    return WordTemplateService(commune.store, commune.office.id, now)


def edited(path: Path, old: str, new: str, kind: Kind = Kind.MINUTES) -> Path:
    """Write a template of the program with words replaced, as a clerk would."""
    with zipfile.ZipFile(BytesIO(shipped(kind))) as source, zipfile.ZipFile(path, "w") as packed:
        for name in source.namelist():
            content = source.read(name)
            packed.writestr(name, content.replace(old.encode(), new.encode()))
    return path


def words(data: bytes) -> list[str]:
    return [one.text for one in word.paragraphs(data)]


def trail(commune: Commune) -> list[str]:
    """Return the actions on the trail, oldest first."""
    return [str(row["action"]) for row in commune.store.rows("SELECT action FROM audit ORDER BY rowid")]


def put(commune: Commune, body: bytes) -> None:
    """Keep a template without trying it, as an older program might have."""
    with commune.store.operation("word_template.adopt", "word_template:minutes"):
        word_templates.add(commune.store, "minutes", body, "2026-11-20T08:00:00")


def test_without_a_template_of_its_own_an_office_uses_the_program_s(service: WordTemplateService) -> None:
    views = service.listed()
    assert [view.kind for view in views] == list(Kind)
    assert not any(view.own or view.trouble for view in views)
    assert views[0].title == "Biên bản"
    assert "BIÊN BẢN" in words(service.write(MINUTES).data)


def test_an_exported_template_comes_back_as_it_went(service: WordTemplateService, tmp_path: Path) -> None:
    path = service.export(Kind.NOTICE, tmp_path)
    assert path == tmp_path / "mau-notice.docx"
    assert path.read_bytes() == shipped(Kind.NOTICE)
    assert service.adopt(Kind.NOTICE, path).left_out == ()


def test_an_edited_template_is_used_from_then_on(service: WordTemplateService, tmp_path: Path) -> None:
    path = edited(tmp_path / "m.docx", "{{ ten_loai }}", "{{ ten_loai }} (mẫu xã)")
    assert service.check(Kind.MINUTES, path).left_out == ()
    assert not service.listed()[0].own, "trying it out keeps nothing"
    service.adopt(Kind.MINUTES, path)
    assert "BIÊN BẢN (mẫu xã)" in words(service.write(MINUTES).data)
    assert service.listed()[0].adopted_at
    assert service.export(Kind.MINUTES, tmp_path / "x.docx").read_bytes() == path.read_bytes()


def test_a_template_that_fails_the_trial_is_refused_and_the_one_in_use_stays(
    service: WordTemplateService, commune: Commune, tmp_path: Path
) -> None:
    service.adopt(Kind.MINUTES, edited(tmp_path / "1.docx", "{{ ten_loai }}", "{{ ten_loai }} (tốt)"))
    before = trail(commune)
    for place, (new, code) in enumerate(
        [("{{ tenloai }}", "M66"), ("{% if ten_loai %}", "M64"), ("{{ 7*7 }}", "M65"), ("", "M67")]
    ):
        with pytest.raises(ProblemError) as refused:
            service.adopt(Kind.MINUTES, edited(tmp_path / f"bad{place}.docx", "{{ ten_loai }}", new))
        assert refused.value.code == code
    assert trail(commune) == before
    assert "BIÊN BẢN (tốt)" in words(service.write(MINUTES).data)


def test_a_template_that_broke_later_is_named_and_the_last_good_one_used(
    service: WordTemplateService, commune: Commune, tmp_path: Path
) -> None:
    service.adopt(Kind.MINUTES, edited(tmp_path / "1.docx", "{{ ten_loai }}", "{{ ten_loai }} (tốt)"))
    put(commune, edited(tmp_path / "2.docx", "{{ ten_loai }}", "{{ tenloai }}").read_bytes())
    made = service.write(MINUTES)
    assert "BIÊN BẢN (tốt)" in words(made.data)
    assert made.trouble is not None
    assert made.trouble.code == "M69"
    said = explain(made.trouble)
    assert "“Biên bản”" in said.what
    assert "tenloai" in said.what
    assert "mẫu đã dùng tốt trước đó" in said.safe
    view = service.listed()[0]
    assert view.trouble is not None
    assert view.trouble.code == "M66"


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 spoilt", b"\x00" * 100])
def test_when_all_of_its_own_are_spoilt_the_program_s_template_serves(
    service: WordTemplateService, commune: Commune, body: bytes
) -> None:
    put(commune, body)
    put(commune, body)
    made = service.write(MINUTES)
    assert "BIÊN BẢN" in words(made.data)
    assert made.trouble is not None
    assert "mẫu của chương trình" in explain(made.trouble).safe


def test_only_the_two_newest_are_kept_and_restoring_forgets_them(
    service: WordTemplateService, commune: Commune, tmp_path: Path
) -> None:
    for number in range(4):
        service.adopt(
            Kind.MINUTES, edited(tmp_path / f"{number}.docx", "{{ ten_loai }}", f"{{{{ ten_loai }}}} {number}")
        )
    assert [kept.version for kept in word_templates.kept(commune.store, "minutes")] == [4, 3]
    assert service.restore(Kind.MINUTES)
    assert not service.restore(Kind.MINUTES)
    assert word_templates.kept(commune.store, "minutes") == []
    assert "BIÊN BẢN" in words(service.write(MINUTES).data)


def test_adopting_and_restoring_leave_one_line_each_on_the_trail(
    service: WordTemplateService, commune: Commune, tmp_path: Path
) -> None:
    before = trail(commune)
    service.adopt(Kind.BOOK, service.export(Kind.BOOK, tmp_path))
    service.restore(Kind.BOOK)
    assert trail(commune) == [*before, "word_template.adopt", "word_template.restore"]


def test_the_office_s_own_layout_is_in_the_word_file(service: WordTemplateService, commune: Commune) -> None:
    rules = RegulationService(commune.store, commune.office.id, now)
    rules.override("layout.document.body_size", "13", "Theo hướng dẫn của tỉnh", date(2026, 1, 1))
    styles = {style.name: style for style in docx.Document(BytesIO(service.write(MINUTES).data)).styles}
    assert styles["SCB Đoạn"].font.size == Pt(13)


def test_a_document_is_saved_where_it_is_wanted(service: WordTemplateService, tmp_path: Path) -> None:
    target = tmp_path / "thư mục mới" / "phiếu.docx"
    assert service.save(tables()["score_sheet"], target) is None
    assert target.read_bytes() == service.write(tables()["score_sheet"]).data


def test_a_folder_that_cannot_be_written_is_told(service: WordTemplateService, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"x")
    with pytest.raises(ProblemError):
        service.save(MINUTES, tmp_path / "tệp" / "b.docx")


@pytest.mark.parametrize("name", ["khong-co.docx", "."])
def test_a_template_that_is_not_there_is_told(service: WordTemplateService, tmp_path: Path, name: str) -> None:
    with pytest.raises(ProblemError) as refused:
        service.adopt(Kind.MINUTES, tmp_path / name)
    assert refused.value.code == "M60"


def test_the_list_of_fields_names_every_tag_of_the_program_s_template_with_its_meaning(
    service: WordTemplateService,
) -> None:
    for kind in Kind:
        fields = service.fields(kind)
        assert all(" " in field.meaning for field in fields), "a code has no spaces"
        known = " ".join(field.tag for field in fields)
        with zipfile.ZipFile(BytesIO(shipped(kind))) as packed:
            body = packed.read("word/document.xml").decode()
        # Slips have titles of their own.
        for listed in ("noi_dung",) if kind is Kind.BALLOT else ("noi_dung", "ten_loai"):
            assert listed in body
            assert listed in known


def test_bound_documents_come_from_the_template_of_books(service: WordTemplateService, tmp_path: Path) -> None:
    service.adopt(Kind.BOOK, edited(tmp_path / "b.docx", "{{ v.ten_loai }}", "{{ v.ten_loai }} *", Kind.BOOK))
    made = service.write_book(
        [MINUTES, msgspec.structs.replace(MINUTES, title="NGHỊ QUYẾT")],
        title="Sổ",
        author="Chi bộ",
        on=date(2026, 12, 31),
    )
    said = words(made.data)
    assert said.index("BIÊN BẢN *") < said.index("NGHỊ QUYẾT *")
