"""Rows as lines: written one way, read back the same, measured before they are parsed."""

from __future__ import annotations

import hashlib
import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.ids import new_id
from db.problems import ProblemError
from db.text import normalize
from desktop_app.exchange import limits, line_checks
from desktop_app.exchange.dataset_lines import AgendaLine, GuestLine, HamletLine, OpinionLine
from desktop_app.exchange.datasets import DATASETS, partition_digests

OPINIONS, HAMLETS, AGENDA = DATASETS["opinions"], DATASETS["hamlets"], DATASETS["agenda_items"]
_TEXT = st.text(st.characters() | st.just("\n"), max_size=60).map(lambda text: normalize(text, keep_newlines=True))
"""Whatever the door to the register lets in must be fit to be carried."""


@given(_TEXT, st.integers(1, 200))
def test_long_texts_are_cut_carried_and_joined_again(text: str, times: int) -> None:
    # NFC once more: the end of one copy and the beginning of the next may combine.
    long = unicodedata.normalize("NFC", text * times)
    rows = OPINIONS.of_values([(0, new_id(), None, 0, "x", long)])
    data = OPINIONS.lines(rows)
    assert OPINIONS.read(data) == rows
    assert OPINIONS.to_values(rows)[0][-1] == long


def test_what_no_one_will_see_never_comes_as_far_as_a_package() -> None:
    assert normalize("a\U000e0000b\u2065c") == "abc"


@given(st.lists(_TEXT.filter(bool), max_size=6))
def test_lines_are_read_back_as_written(names: list[str]) -> None:
    owner = new_id()
    rows = sorted((HamletLine(None, None, new_id(), name, owner) for name in names), key=lambda row: row.id)
    data = HAMLETS.lines(rows)
    assert HAMLETS.read(data) == rows
    assert data.count(b"\n") == len(names)


ID = "01930000-0000-7000-8000-000000000001"
GOOD = b'{"closed_on":null,"established_on":null,"id":"%s","name":"x","owner_id":"o"}\n' % ID.encode()


@pytest.mark.parametrize(
    "data",
    [
        GOOD[:-1],
        GOOD + b"\n",
        b"\n" + GOOD,
        GOOD.replace(b":", b": "),
        GOOD.replace(b'"x"', b'"\\u0078"'),
        GOOD.replace(b'"x"', b'"\\/"'),
        GOOD.replace(b'"x"', b"1"),
        GOOD.replace(b'"x"', b"null"),
        GOOD.replace(b'"x"', b'"\\ud800"'),
        GOOD.replace(b'"x"', b'"\xff"'),
        GOOD.replace(b'"x"', b'"\xc3a\xa9"'),
        GOOD.replace(b"01930000", b"0193000G"),
        GOOD.replace(b"01930000-", b"-01930000"),
        GOOD.replace(b"01930000", "0193000\u0661".encode()),
        GOOD.replace(b"01930000", b"0193000"),
        GOOD.replace(b'"x"', b'"\\u0000"'),
        GOOD.replace(b'"x"', b'"a\\tb"'),
        GOOD.replace(b'"x"', '"\u200b"'.encode()),
        GOOD.replace(b'"x"', '"\ufeff"'.encode()),
        GOOD.replace(b'"x"', '"\u061c"'.encode()),
        GOOD.replace(b'"x"', '"\u2028"'.encode()),
        GOOD.replace(b'"x"', '"\u2066"'.encode()),
        GOOD.replace(b'"x"', '"\U000e0041"'.encode()),
        GOOD.replace(b'"x"', b'"\x7f"'),
        GOOD.replace(b'"x"', '"\x85"'.encode()),
        GOOD.replace(b'"name":"x",', b'"name":"y","name":"x",'),
        GOOD.replace(b'"name":"x",', b""),
        GOOD.replace(b'"name"', b'"nom":"y","name"'),
        GOOD.replace(b'"owner_id":"o"', b'"owner_id":"o","z":1'),
        GOOD + GOOD,
        GOOD.replace(b"000001", b"000002") + GOOD,
        b"[" * 3000 + b"\n",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
    ],
)
def test_lines_written_otherwise_are_refused(data: bytes) -> None:
    assert HAMLETS.read(GOOD)[0].name == "x"
    with pytest.raises(ProblemError, match="E40"):
        HAMLETS.read(data)


def test_the_place_of_a_wrong_field_is_told() -> None:
    second = GOOD.replace(b"000001", b"000002").replace(b'"x"', b"7")
    with pytest.raises(ProblemError) as caught:
        HAMLETS.read(GOOD + second)
    assert caught.value.values == {"line": 2, "field": "hamlets.name"}


def test_marks_after_an_escaped_line_end_are_no_decomposed_letter() -> None:
    row = OpinionLine(0, new_id(), None, 0, "x", ["a\n\u0303"])
    assert OPINIONS.read(OPINIONS.lines([row])) == [row]


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (limits.LINE_BYTES + 1) + b"\n",
        b"\n" * (limits.ROWS + 1),
        b"x\n" + b"y" * limits.LINE_BYTES + b"\n" + b"z\n",
    ],
)
def test_sizes_are_checked_before_anything_is_parsed(data: bytes) -> None:
    with pytest.raises(ProblemError, match="E12"):
        line_checks.measure(data)


def test_long_but_allowed_lines_pass() -> None:
    line_checks.measure((b"x" * (limits.LINE_BYTES - 1) + b"\n") * 3)
    line_checks.measure(b"")


def test_a_text_that_cannot_be_carried_is_told_before_a_package_is_made() -> None:
    guest = GuestLine(0, new_id(), "x" * 4001, 0, "", "")
    with pytest.raises(ProblemError, match="X05"):
        DATASETS["guests"].lines([guest])
    hidden = GuestLine(0, new_id(), "a\u202eb", 0, "", "")
    with pytest.raises(ProblemError, match="X05"):
        DATASETS["guests"].lines([hidden])
    long = AgendaLine(0, ["ệ" * 4000] * 3, ["ệ" * 4000] * 3, new_id(), 0, "", None, None, None, None, "ordinary", None)
    with pytest.raises(ProblemError, match="X05"):
        AGENDA.lines([long])


def test_the_longest_texts_of_a_form_fit_into_a_line() -> None:
    full = AgendaLine(1, ["ộ" * 4000] * 2, ["ộ" * 4000] * 2, new_id(), 0, "ộ" * 300, 1, 0, 1, "hands", "removal", 0)
    assert AGENDA.read(AGENDA.lines([full])) == [full]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_every_line_counts_in_exactly_one_partition(cells: list[str]) -> None:
    lines = [b'{"n":%d}' % number for number in range(len(cells))]
    data = b"".join(line + b"\n" for line in lines)
    digests = partition_digests(data, cells)
    assert sum(count for count, _ in digests.values()) == len(cells)
    for cell in set(cells):
        own = b"".join(line + b"\n" for line, of in zip(lines, cells, strict=True) if of == cell)
        assert digests[cell] == (cells.count(cell), hashlib.sha256(own).hexdigest())


def test_rows_hold_nothing_the_collector_would_have_to_look_at() -> None:
    for dataset in DATASETS.values():
        assert msgspec.structs.fields(dataset.line)
        assert dataset.line.__struct_config__.gc is False
