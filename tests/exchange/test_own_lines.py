"""Lines the engine writes are those the receiver would write again; what cannot be carried is told before sending."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import partitions
from db.problems import ProblemError
from db.register_records import SENSITIVE
from desktop_app.exchange import envelope, limits, line_checks
from desktop_app.exchange.datasets import DATASETS
from tests.helpers.exchange import PERIOD, Pair, change, make_pair

_ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_LATIN = st.text(st.sampled_from('aeộỹĐ“”…–\n"\\/<\x7f\x1f\u0301\u00ad\u200b'), max_size=12)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A commune with one meeting a cell; of some people sensitive particulars are known."""
    made = make_pair(tmp_path_factory.mktemp("pair"), members=2)
    change(made.child, "UPDATE member SET ethnic_code = '02' WHERE id = ?", made.members[0][0])
    change(made.child, "UPDATE member_profile SET health = 'suy thận' WHERE member_id = ?", made.members[1][1])
    return made


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The same, for texts that may be left behind."""
    return make_pair(tmp_path_factory.mktemp("scratch"), members=2)


def _written(pair: Pair, name: str) -> bytes:
    office = pair.child.office_id
    return partitions.lines(pair.child.store, name, office, PERIOD, limits.STRING_CHARS, SENSITIVE)


def _encoded(pair: Pair, name: str) -> bytes:
    values = partitions.read(pair.child.store, name, pair.child.office_id, PERIOD)
    return msgspec.json.Encoder().encode_lines(DATASETS[name].of_values(values))


@pytest.mark.parametrize("name", list(DATASETS))
def test_the_engine_writes_each_dataset_as_its_rows_are_encoded(pair: Pair, name: str) -> None:
    data = _written(pair, name)
    assert data == _encoded(pair, name)
    assert data.count(b"\n") > 0
    assert DATASETS[name].own(data) == DATASETS[name].read(data)


@given(_ANY | _LATIN)
def test_what_the_receiver_would_refuse_never_leaves_the_office(scratch: Pair, text: str) -> None:
    pair = scratch
    change(pair.child, "UPDATE opinion SET text = ?, speaker = ?", text, text)
    opinions, data = DATASETS["opinions"], _written(pair, "opinions")
    try:
        accepted = opinions.read(data)
    except ProblemError:
        with pytest.raises(ProblemError, match="X05"):
            opinions.own(data)
    else:
        assert opinions.own(data) == accepted
        assert data == _encoded(pair, "opinions")


@pytest.mark.parametrize("size", [0, 1, 3999, 4000, 4001, 8000, 8001, 20_000])
def test_long_texts_are_cut_by_the_engine_as_by_the_program(pair: Pair, size: int) -> None:
    change(pair.child, "UPDATE opinion SET text = ?", ("ộ" * size)[:-1] + "x" * (size > 0))
    data = _written(pair, "opinions")
    assert data == _encoded(pair, "opinions")
    DATASETS["opinions"].own(data)


def test_a_cut_is_made_between_characters_not_inside_them(tmp_path: Path) -> None:
    pair = make_pair(tmp_path, members=1)
    change(pair.child, "UPDATE opinion SET text = ?", "ộ𝄞abộ\n𝄞")
    data = partitions.lines(pair.child.store, "opinions", pair.child.office_id, PERIOD, 3)
    assert [line["text"] for line in msgspec.json.Decoder().decode_lines(data)] == [["ộ𝄞a", "bộ\n", "𝄞"]] * 2


def test_ordinary_letters_need_no_second_look() -> None:
    seconds = {
        chr(int(parts[1], 16))
        for code in range(0x110000)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2 and not parts[0].startswith("<")
    }
    for code in range(0x110000):
        letter = chr(code)
        if 0xD800 <= code < 0xE000 or not line_checks._ORDINARY.fullmatch(letter):
            continue
        assert unicodedata.normalize("NFC", letter) == letter
        assert unicodedata.combining(letter) == 0
        assert letter not in seconds
        assert unicodedata.category(letter) not in {"Cc", "Cf", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"}
    assert line_checks._ORDINARY.fullmatch("ẠạẢảẤấẦầẨẩẪẫẬậĐđƠơƯưỲỳỴỵỶỷỸỹÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĨĩŨũ“”–…")


@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        ([], True),
        (["01930000-0000-7000-8000-00000000000a"] * 2, True),
        (["01930000-0000-7000-8000-00000000000A"], False),
        (["01930000-0000-7000-8000-00000000000g"], False),
        (["0193000-00000-7000-8000-00000000000a"], False),
        (["01930000-0000-7000-8000-0000000000-a"], False),
        (["01930000-0000-7000-8000-00000000000\u0661"], False),
        (["-01930000-0000-7000-8000-00000000000", "01930000-0000-7000-8000-00000000000a"], False),
    ],
)
def test_only_canonical_ids_are_ids(texts: list[str], verdict: bool) -> None:
    assert line_checks.are_ids(texts) is verdict


def test_a_machine_that_seals_something_else_is_found_before_anything_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = make_pair(tmp_path, members=1)
    real_seal = envelope.seal

    def seal(data: bytes, recipients: Sequence[str]) -> bytes:
        return real_seal(data[:-1] + b"?", recipients)

    with monkeypatch.context() as broken:
        broken.setattr(envelope, "seal", seal)
        with pytest.raises(ProblemError, match="E04"):
            pair.send()
    assert pair.child.exchange.sent() == []
    assert list((pair.child.folder / "hopthu/di").iterdir()) == []
    assert list(pair.stick.glob("BC_*")) == []
    assert pair.send().seq == 1
