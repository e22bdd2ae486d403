"""Key slots: the right secret opens, nothing else does, and a hostile file neither hangs nor fools the program."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import keyslots, tries
from db.keyslots import CEILING, DEFAULT_KDF, FLOOR, Kdf
from db.problems import ProblemError

DEK = bytes(range(100, 132))
PASSWORD = "sông Chảy mùa nước đổ"
OTHER = "ruộng bậc thang vàng óng"


class Time:
    """A wall clock for the counter of failures."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(tries, "clock", made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keyslots.json"


@pytest.fixture
def recovery_key(path: Path) -> str:
    return keyslots.create(path, PASSWORD, DEK, kdf=FLOOR)


def problem_of(call: Callable[[], object]) -> ProblemError:
    with pytest.raises(ProblemError) as raised:
        call()
    return raised.value


def code_of(call: Callable[[], object]) -> str:
    """Return the code of the problem a call ends in, "" when it succeeds; anything else it raises is a failure."""
    try:
        call()
    except ProblemError as problem:
        return problem.code
    return ""


# --- opening ---------------------------------------------------------------------------------------------------------


def test_the_password_opens(path: Path, recovery_key: str) -> None:
    assert keyslots.open_with_password(path, PASSWORD) == DEK


def test_the_recovery_key_opens(path: Path, recovery_key: str) -> None:
    assert keyslots.open_with_recovery(path, recovery_key) == DEK


def test_the_same_password_composed_otherwise_opens(path: Path, recovery_key: str) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert keyslots.open_with_password(path, decomposed) == DEK


@pytest.mark.parametrize("wrong", ["", PASSWORD + " ", PASSWORD.upper(), PASSWORD[:-1], "x" * 10_000])
def test_another_password_does_not_open(path: Path, recovery_key: str, wrong: str) -> None:
    assert problem_of(lambda: keyslots.open_with_password(path, wrong)).code == "K01"


def test_the_recovery_key_of_another_office_does_not_open(tmp_path: Path, path: Path, recovery_key: str) -> None:
    other = keyslots.create(tmp_path / "other.json", PASSWORD, DEK, kdf=FLOOR)
    assert problem_of(lambda: keyslots.open_with_recovery(path, other)).code == "K03"


def test_the_file_holds_neither_key_nor_password(path: Path, recovery_key: str) -> None:
    text = path.read_text("utf-8")
    assert DEK.hex() not in text
    assert PASSWORD not in text
    assert recovery_key.replace("-", "") not in text.replace("-", "").upper()


def test_two_files_for_the_same_key_have_nothing_in_common(tmp_path: Path) -> None:
    for name in ("a", "b"):
        keyslots.create(tmp_path / name, PASSWORD, DEK, kdf=FLOOR)
    first, second = (json.loads((tmp_path / name).read_text())["slots"] for name in ("a", "b"))
    for one, two in zip(first, second, strict=True):
        assert not {one["salt"], one["nonce"], one["sealed"]} & {two["salt"], two["nonce"], two["sealed"]}


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    assert problem_of(lambda: keyslots.open_with_password(tmp_path / "none.json", PASSWORD)).code == "S10"


def test_an_existing_file_is_not_written_over(path: Path, recovery_key: str) -> None:
    before = path.read_bytes()
    assert problem_of(lambda: keyslots.create(path, OTHER, DEK, kdf=FLOOR)).code == "S14"
    assert path.read_bytes() == before


def test_the_ordinary_cost_is_the_designed_one() -> None:
    assert Kdf(64 * 1024, 3) == DEFAULT_KDF
    assert DEFAULT_KDF.within_bounds()
    assert keyslots.calibrated().within_bounds()


# --- changing the password -------------------------------------------------------------------------------------------


def test_a_new_password_replaces_the_old_and_leaves_the_recovery_key(path: Path, recovery_key: str) -> None:
    keyslots.change_password(path, DEK, OTHER)
    assert keyslots.open_with_password(path, OTHER) == DEK
    assert problem_of(lambda: keyslots.open_with_password(path, PASSWORD)).code == "K01"
    assert keyslots.open_with_recovery(path, recovery_key) == DEK


def test_a_new_password_keeps_the_cost_of_the_old(path: Path, recovery_key: str) -> None:
    keyslots.change_password(path, DEK, OTHER)
    (slot,) = (slot for slot in json.loads(path.read_text())["slots"] if slot["kind"] == "password")
    assert (slot["memory_kib"], slot["passes"]) == (FLOOR.memory_kib, FLOOR.passes)


def test_slots_are_not_rewritten_for_a_key_that_is_not_theirs(path: Path, recovery_key: str) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        keyslots.change_password(path, bytes(32), OTHER)
    assert keyslots.open_with_password(path, PASSWORD) == DEK


def test_slots_know_their_key(path: Path, recovery_key: str) -> None:
    assert keyslots.belong(path, DEK)
    assert not keyslots.belong(path, bytes(32))
    assert not keyslots.belong(path.with_name("none"), DEK)


def test_a_refused_password_leaves_no_file(path: Path) -> None:
    assert problem_of(lambda: keyslots.create(path, "short", DEK, kdf=FLOOR)).code == "K05"
    assert not path.exists()


# --- guessing --------------------------------------------------------------------------------------------------------


def guess(path: Path) -> ProblemError:
    return problem_of(lambda: keyslots.open_with_password(path, OTHER))


def test_three_failures_are_free_and_then_the_wait_grows_to_fifteen_minutes(
    path: Path, recovery_key: str, wall: Time
) -> None:
    waits = []
    for _ in range(12):
        refused = guess(path)
        assert refused.code == "K01"
        waits.append(refused.values["wait"])
        wall.now += float(str(refused.values["wait"]))
    assert waits == [0, 0, 0, 5, 15, 60, 180, 300, 900, 900, 900, 900]


def test_a_try_before_its_time_is_refused_without_looking_at_the_password(
    path: Path, recovery_key: str, wall: Time
) -> None:
    for _ in range(4):
        guess(path)
    wall.now += 2
    early = problem_of(lambda: keyslots.open_with_password(path, PASSWORD))
    assert (early.code, early.values) == ("K02", {"wait": 3})
    wall.now += 3
    assert keyslots.open_with_password(path, PASSWORD) == DEK


def test_a_success_forgets_the_failures(path: Path, recovery_key: str, wall: Time) -> None:
    for _ in range(3):
        guess(path)
    keyslots.open_with_password(path, PASSWORD)
    assert [guess(path).values["wait"] for _ in range(3)] == [0, 0, 0]


def test_a_clock_set_back_does_not_lock_for_ever(path: Path, recovery_key: str, wall: Time) -> None:
    for _ in range(4):
        guess(path)
    wall.now = 0.0
    assert guess(path).values == {"wait": 5}
    wall.now += 5
    assert keyslots.open_with_password(path, PASSWORD) == DEK


def test_the_recovery_key_works_in_spite_of_the_wait(path: Path, recovery_key: str, wall: Time) -> None:
    for _ in range(4):
        guess(path)
    assert keyslots.open_with_recovery(path, recovery_key) == DEK
    assert keyslots.open_with_password(path, PASSWORD) == DEK


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"failures":-1,"at":0}', b'{"failures":99,"at":NaN}', b'{"failures":9,"at":1e999}', b"\xff" * 99],
)
def test_a_damaged_count_is_no_count(path: Path, recovery_key: str, wall: Time, content: bytes) -> None:
    tries.file_of(path).write_bytes(content)
    assert keyslots.open_with_password(path, PASSWORD) == DEK


def test_a_count_from_the_far_future_waits_no_longer_than_the_longest_wait(
    path: Path, recovery_key: str, wall: Time
) -> None:
    tries.file_of(path).write_text('{"failures": 1000000, "at": 1e300}')
    assert guess(path).values == {"wait": 900}


# --- the recovery key as people see it -------------------------------------------------------------------------------


@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_key_reads_back(raw: bytes) -> None:
    text = keyslots.recovery_text(raw)
    groups = text.split("-")
    assert [len(group) for group in groups] == [4] * 8 + [2]
    assert not set(text) & set("ILOU")
    assert keyslots.recovery_bytes(text) == raw


@given(st.binary(min_size=20, max_size=20), st.sampled_from(["-", " ", "", "  ", " - ", "\u00a0"]), st.booleans())
def test_case_spaces_and_look_alikes_do_not_matter(raw: bytes, between: str, lower: bool) -> None:
    typed = keyslots.recovery_text(raw).replace("-", between).replace("0", "O").replace("1", "l")
    assert keyslots.recovery_bytes(f" {typed.lower() if lower else typed}\n") == raw


@given(st.binary(min_size=20, max_size=20), st.integers(0, 31), st.sampled_from(keyslots._SYMBOLS))
def test_a_mistyped_symbol_is_nearly_always_noticed(raw: bytes, place: int, symbol: str) -> None:
    plain = keyslots.recovery_text(raw).replace("-", "")
    typed = plain[:place] + symbol + plain[place + 1 :]
    if code_of(lambda: keyslots.recovery_bytes(typed)) != "K03":
        # 2 symbols catch all but one mistake in 1,024; what slips through is another key, never the right one.
        assert (keyslots.recovery_bytes(typed) == raw) == (typed == plain)


@given(st.text(max_size=80))
def test_no_typed_text_breaks_the_reading(text: str) -> None:
    assert code_of(lambda: keyslots.recovery_bytes(text)) in {"", "K03"}


# --- damaged and hostile files ---------------------------------------------------------------------------------------


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the content and make its checksum right again, as an attacker can."""
    body = json.loads(path.read_text())
    body.pop("checksum")
    change(body)
    body["checksum"] = keyslots._checksum(body)
    path.write_text(json.dumps(body))


def set_in_password_slot(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        body["slots"][0][name] = value

    return change


HOSTILE: dict[str, Callable[[dict[str, Any]], None]] = {
    "memory bomb": set_in_password_slot("memory_kib", CEILING.memory_kib + 1),
    "endless passes": set_in_password_slot("passes", CEILING.passes + 1),
    "no memory": set_in_password_slot("memory_kib", FLOOR.memory_kib - 1),
    "no passes": set_in_password_slot("passes", FLOOR.passes - 1),
    "negative passes": set_in_password_slot("passes", -1),
    "huge number": set_in_password_slot("memory_kib", 10**30),
    "weak kdf": set_in_password_slot("kdf", "hmac-sha256"),
    "unknown kdf": set_in_password_slot("kdf", "none"),
    "short salt": set_in_password_slot("salt", "00"),
    "salt that is not hexadecimal": set_in_password_slot("salt", "zz" * 16),
    "spaced salt": set_in_password_slot("salt", "0 " * 16),
    "long seal": set_in_password_slot("sealed", "00" * 4096),
    "number for a text": set_in_password_slot("nonce", 5),
    "unknown field": set_in_password_slot("surprise", "x"),
    "no slots": lambda body: body.update(slots=[]),
    "slots of another kind": lambda body: body.update(slots="all"),
    "newer format": lambda body: body.update(format="sochibo-keyslots/2"),
    "missing field": lambda body: body.pop("key_check"),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_file_is_refused(path: Path, recovery_key: str, attack: str) -> None:
    rewritten(path, HOSTILE[attack])
    assert problem_of(lambda: keyslots.open_with_password(path, PASSWORD)).code == "K04"


def test_a_recovery_slot_with_a_costly_hash_is_refused(path: Path, recovery_key: str) -> None:
    def change(body: dict[str, Any]) -> None:
        body["slots"][1].update(kdf="argon2id", memory_kib=256 * 1024, passes=10)

    rewritten(path, change)
    assert problem_of(lambda: keyslots.open_with_recovery(path, recovery_key)).code == "K04"


def test_swapped_slots_open_nothing(path: Path, recovery_key: str) -> None:
    def change(body: dict[str, Any]) -> None:
        one, two = body["slots"]
        for name in ("salt", "nonce", "sealed"):
            one[name], two[name] = two[name], one[name]

    rewritten(path, change)
    assert problem_of(lambda: keyslots.open_with_password(path, PASSWORD)).code == "K01"
    assert problem_of(lambda: keyslots.open_with_recovery(path, recovery_key)).code == "K03"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[" * 50_000, b"\xff\xfe" * 100, b"0" * 100_000, b'{"format":"sochibo-keyslots/1"}'],
    ids=["empty", "open", "null", "deep", "binary", "long", "short"],
)
def test_a_file_that_is_no_key_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert problem_of(lambda: keyslots.open_with_password(path, PASSWORD)).code == "K04"
    assert problem_of(lambda: keyslots.open_with_recovery(path, keyslots.recovery_text(bytes(20)))).code == "K04"
    assert problem_of(lambda: keyslots.change_password(path, DEK, OTHER)).code == "K04"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("slots") / "keyslots.json"
    keyslots.create(path, PASSWORD, DEK, kdf=FLOOR)
    return path.read_bytes()


@given(place=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_a_damaged_byte_is_called_damage_and_not_a_wrong_password(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, place: float, mask: int
) -> None:
    damaged = bytearray(whole)
    damaged[int(place * len(whole))] ^= mask
    path = tmp_path_factory.mktemp("damaged") / "keyslots.json"
    path.write_bytes(damaged)
    if code_of(lambda: keyslots.open_with_password(path, PASSWORD)) != "K04":
        # White space or the case of a hexadecimal digit: the content is the same.
        assert keyslots.open_with_password(path, PASSWORD) == DEK


@given(kept=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_called_damage(whole: bytes, tmp_path_factory: pytest.TempPathFactory, kept: float) -> None:
    path = tmp_path_factory.mktemp("cut") / "keyslots.json"
    path.write_bytes(whole.rstrip()[: int(kept * len(whole.rstrip()))])
    assert problem_of(lambda: keyslots.open_with_password(path, PASSWORD)).code == "K04"
