"""Text blocks: kept, found again by any words, most used first, and never written over unseen."""

from __future__ import annotations

import pytest

from db.problems import ProblemError
from db.records import Finding
from desktop_app.services.text_blocks import MAX_TITLE, TextBlockService
from tests.services.conftest import Commune, now


@pytest.fixture
def blocks(commune: Commune) -> TextBlockService:
    return TextBlockService(commune.store, commune.office.id, now)


def titles(blocks: TextBlockService, field: str = "", text: str = "") -> list[str]:
    return [block.title for block in blocks.listed(field, text)]


def refused(error: pytest.ExceptionInfo[ProblemError]) -> list[str]:
    found = error.value.values["findings"]
    assert isinstance(found, tuple)
    return [one.code for one in found if isinstance(one, Finding)]


def test_a_block_is_kept_in_normal_form_and_named_by_its_first_words(blocks: TextBlockService) -> None:
    kept = blocks.add("conclusion", "  Nhất trí với báo cáo  của chi ủy;\r\n\r\n\r\ngiao đồng chí bí thư tổ chức. ")
    assert kept.body == "Nhất trí với báo cáo của chi ủy;\n\ngiao đồng chí bí thư tổ chức."
    assert kept.title == "Nhất trí với báo cáo của chi ủy;…"
    assert blocks.listed() == [kept]
    assert blocks.add("", "Ốm.").title == "Ốm."


def test_blocks_of_the_field_stand_first_then_those_of_everywhere(blocks: TextBlockService) -> None:
    for field, title in (("conclusion", "kết luận"), ("", "mọi nơi"), ("content", "nội dung")):
        blocks.add(field, "x", title)
    assert titles(blocks, "content") == ["nội dung", "mọi nơi", "kết luận"]
    assert titles(blocks, "conclusion") == ["kết luận", "mọi nơi", "nội dung"]


def test_what_was_used_more_is_offered_earlier(blocks: TextBlockService) -> None:
    first, second = blocks.add("content", "a", "a"), blocks.add("content", "b", "b")
    blocks.used(second.id)
    blocks.used("gone")
    assert [(block.title, block.uses) for block in blocks.listed("content")] == [("b", 1), ("a", 0)]
    assert first.uses == 0


def test_words_are_found_in_title_and_body_without_accents(blocks: TextBlockService) -> None:
    blocks.add("", "Vận động bà con hiến đất làm đường.", "Làm đường")
    blocks.add("", "Thu đảng phí.", "Đảng phí")
    assert titles(blocks, text="duong hien") == ["Làm đường"]
    assert titles(blocks, text="DANG PHI") == ["Đảng phí"]
    assert titles(blocks, text="đường phí") == []


def test_a_block_is_changed_and_an_older_edition_of_it_never_wins(blocks: TextBlockService) -> None:
    kept = blocks.add("", "cũ")
    blocks.used(kept.id)
    changed = blocks.update(kept.id, kept.revision, "dues", "Tên", "mới")
    assert (changed.field, changed.title, changed.body, changed.uses) == ("dues", "Tên", "mới", 1)
    with pytest.raises(ProblemError) as refusal:
        blocks.update(kept.id, kept.revision, "", "", "của tôi")
    assert refusal.value.code == "M20"
    assert [block.body for block in blocks.listed()] == ["mới"]


def test_a_block_thrown_away_is_gone_and_nobody_minds_twice(blocks: TextBlockService) -> None:
    kept = blocks.add("", "x")
    blocks.remove(kept.id)
    blocks.remove(kept.id)
    assert blocks.listed() == []
    with pytest.raises(ProblemError) as refusal:
        blocks.update(kept.id, 1, "", "", "y")
    assert refusal.value.code == "M20"


def test_nothing_and_too_much_are_refused(blocks: TextBlockService) -> None:
    for field, title, body, code in (
        ("", "", " \n ", "TEXT_BLOCK_EMPTY"),
        ("", "t" * (MAX_TITLE + 1), "x", "TEXT_TOO_LONG"),
        ("", "", "x" * 8_001, "TEXT_TOO_LONG"),
        ("place", "", "x", "TEXT_BLOCK_FIELD"),
    ):
        with pytest.raises(ProblemError) as refusal:
            blocks.add(field, body, title)
        assert refused(refusal) == [code]
    assert blocks.listed() == []


def test_a_long_word_makes_no_long_title(blocks: TextBlockService) -> None:
    assert len(blocks.add("", "x" * 500).title) <= MAX_TITLE
