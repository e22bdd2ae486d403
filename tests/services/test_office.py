"""Creating and opening an office: whole or not at all, one program at a time, every failure explained."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db import keyslots, places
from db.problems import ProblemError
from db.store import Store
from desktop_app.office import Office, Password, RawKey, create_office, open_office
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup, reopen
from tests.helpers.stores import NOBODY

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_office_knows_itself_and_has_every_folder(office: Office) -> None:
    own = office.organizations.office()
    assert (own.id, own.owner_id, own.code) == (office.id, office.id, "MK01")
    assert (own.name, own.header_name) == ("Đảng ủy xã Mường Khương", "ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG")
    assert (own.kind, own.place, office.upper_name) == ("commune_committee", "Mường Khương", "ĐẢNG BỘ TỈNH LÀO CAI")
    assert not office.is_sample
    assert all((office.folder / name).is_dir() for name in places.FOLDERS)
    assert places.holds_office(office.folder)


def test_a_sample_office_stays_one(make: Callable[..., Office]) -> None:
    again = reopen(make("mau", commune_setup(sample=True)))
    assert again.is_sample
    again.close()


def test_an_office_is_the_same_after_opening_again(office: Office) -> None:
    again = reopen(office)
    assert again.id == office.id
    assert again.key == office.key
    assert again.organizations.office().name == "Đảng ủy xã Mường Khương"
    assert again.organizations.cells(date(2026, 11, 3)) == []
    again.close()


def test_its_text_is_normalised_at_the_door(tmp_path: Path) -> None:
    setup = commune_setup()
    decomposed = type(setup)(**{**vars(setup), "name": "  Ða\u0309ng   u\u0309y\u200b xa\u0303 A "})
    office, _ = create_office(tmp_path / "xa", decomposed, kdf=FAST_KDF)
    assert office.organizations.office().name == "Đảng ủy xã A"
    office.close()


def test_a_second_opener_is_told_so(office: Office) -> None:
    with pytest.raises(ProblemError, match="S04"):
        open_office(office.folder, RawKey(office.key))
    office.close()
    open_office(office.folder, RawKey(office.key)).close()


def test_another_program_is_told_so(office: Office) -> None:
    code = (
        "import sys; from pathlib import Path; from db.problems import ProblemError\n"
        "from desktop_app.office import RawKey, open_office\n"
        "try: open_office(Path(sys.argv[1]), RawKey(bytes(32)))\n"
        "except ProblemError as problem: print(problem.code)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(office.folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "S04"


def test_a_folder_without_an_office_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="S10"):
        open_office(tmp_path, Password(PASSWORD))
    assert list(tmp_path.iterdir()) == []


def test_a_second_office_is_not_created_over_the_first(office: Office) -> None:
    office.close()
    before = (office.folder / "sochibo.db").read_bytes()
    with pytest.raises(ProblemError, match="S14"):
        create_office(office.folder, commune_setup(), kdf=FAST_KDF)
    assert (office.folder / "sochibo.db").read_bytes() == before


def test_key_slots_without_a_store_are_not_written_over(office: Office) -> None:
    office.close()
    (office.folder / "sochibo.db").unlink()
    with pytest.raises(ProblemError, match="S14"):
        create_office(office.folder, commune_setup(), kdf=FAST_KDF)


def test_an_office_without_a_usable_code_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="V01"):
        create_office(tmp_path / "so", commune_setup(code="../x"), kdf=FAST_KDF)
    assert not (tmp_path / "so").exists()


@pytest.mark.parametrize(("password", "code"), [("ngắn", "K05"), ("Mường Khương 2026", "K06")])
def test_a_bad_password_leaves_nothing_behind(tmp_path: Path, password: str, code: str) -> None:
    with pytest.raises(ProblemError, match=code):
        create_office(tmp_path / "xa", commune_setup(password=password), kdf=FAST_KDF)
    assert not (tmp_path / "xa").exists()


@pytest.mark.parametrize("step", ["create", "calibrated", "replace"])
def test_an_interrupted_creation_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*arguments: object, **named: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patched:
        if step == "replace":
            # The last step: everything is written, only the name is missing.
            real = Path.replace
            patched.setattr(Path, "replace", lambda self, to: cut() if to.name == "sochibo.db" else real(self, to))
        else:
            patched.setattr(keyslots, step, cut)
        with pytest.raises(PowerCutError):
            create_office(tmp_path, commune_setup())
    assert not places.holds_office(tmp_path)
    office, recovery_key = create_office(tmp_path, commune_setup(), kdf=FAST_KDF)
    office.close()
    assert keyslots.open_with_recovery(tmp_path / "keyslots.json", recovery_key) == office.key
    open_office(tmp_path, Password(PASSWORD)).close()


def test_the_store_is_checked_after_a_crash_and_only_then(
    office: Office, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Store] = []
    real = Store.check

    def check(store: Store) -> None:
        checked.append(store)
        real(store)

    monkeypatch.setattr(Store, "check", check)
    again = reopen(office)
    assert (checked, again.checked_after_crash) == ([], False)
    again.store.close()
    again._lock.abandon()
    after_crash = open_office(office.folder, Password(PASSWORD), clock=clock)
    assert (len(checked), after_crash.checked_after_crash) == (1, True)
    after_crash.close()
    last = open_office(office.folder, Password(PASSWORD), clock=clock)
    assert (len(checked), last.checked_after_crash) == (1, False)
    last.close()


def test_damage_found_after_a_crash_is_told_and_the_next_start_looks_again(office: Office, clock: FixedClock) -> None:
    office.store.close()
    office._lock.abandon()
    path = office.folder / "sochibo.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + bytes(16) + whole[len(whole) // 2 + 16 :])
    for _ in range(2):
        with pytest.raises(ProblemError) as told:
            open_office(office.folder, Password(PASSWORD), clock=clock)
        assert told.value.code in {"S01", "S02", "S13"}
    path.write_bytes(whole)
    recovered = open_office(office.folder, Password(PASSWORD), clock=clock)
    assert recovered.checked_after_crash
    recovered.close()


def test_a_wrong_password_leaves_the_folder_free_for_the_next_try(office: Office, clock: FixedClock) -> None:
    office.close()
    with pytest.raises(ProblemError, match="K01"):
        open_office(office.folder, Password("không phải mật khẩu này"), clock=clock)
    open_office(office.folder, Password(PASSWORD), clock=clock).close()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only this way")
def test_a_read_only_data_folder_is_explained(office: Office, clock: FixedClock) -> None:
    office.close()
    for path in (office.folder, *office.folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in list(office.folder.parents)[:-1]:
        parent.chmod(parent.stat().st_mode | 0o011)
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(ProblemError, match="S05"):
            open_office(office.folder, RawKey(office.key), clock=clock)
    finally:
        os.seteuid(before)
        for path in (office.folder, *office.folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_trail_can_be_read_and_proved(office: Office) -> None:
    office.accounts.change_password("ruộng bậc thang vàng óng")
    assert office.audit.total() == 2
    assert [row.action for row in office.audit.page(1, 5)] == ["office.create"]
    assert office.audit.verify() is None


def test_closing_twice_does_nothing(office: Office) -> None:
    office.close()
    office.close()


def test_the_first_screen_does_not_pay_for_the_store() -> None:
    code = (
        "import sys, desktop_app.office\n"
        "print(sorted({'sqlite_utils', 'sqlcipher3', 'nacl', 'reportlab', 'openpyxl'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_every_service_of_the_office_can_be_asked_for(office: Office) -> None:
    named = [name for name, value in vars(Office).items() if isinstance(value, functools.cached_property)]
    assert len(named) >= 9
    for name in named:
        assert getattr(office, name) is getattr(office, name)
