"""The password: changed together with the trail or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import keyslots
from db.problems import ProblemError
from desktop_app.office import Office, Password, Recovery, create_office, open_office
from tests.helpers.offices import FAST_KDF, PASSWORD, FixedClock, commune_setup

NEW = "ruộng bậc thang vàng óng"


def actions(office: Office) -> list[str]:
    return [row.action for row in office.audit.page()]


def test_a_new_password_opens_and_the_old_one_does_not(office: Office, clock: FixedClock) -> None:
    office.accounts.change_password(NEW)
    assert actions(office)[0] == "account.password_changed"
    office.close()
    with pytest.raises(ProblemError, match="K01"):
        open_office(office.folder, Password(PASSWORD), clock=clock)
    open_office(office.folder, Password(NEW), clock=clock).close()


@pytest.mark.parametrize(("bad", "code"), [("ngắn", "K05"), ("Mường Khương 2026", "K06"), ("MK01 matkhau 123", "K06")])
def test_a_bad_new_password_changes_nothing(office: Office, bad: str, code: str) -> None:
    before = (office.folder / "keyslots.json").read_bytes()
    with pytest.raises(ProblemError, match=code):
        office.accounts.change_password(bad)
    assert (office.folder / "keyslots.json").read_bytes() == before
    assert actions(office) == ["office.create"]


def test_when_the_trail_cannot_be_written_the_old_password_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keyslots.change_password

    def changed_but_the_store_is_full(path: Path, dek: bytes, new_password: str, *, names: tuple[str, ...]) -> None:
        real(path, dek, new_password, names=names)
        raise ProblemError("S06")

    monkeypatch.setattr(keyslots, "change_password", changed_but_the_store_is_full)
    with pytest.raises(ProblemError, match="S06"):
        office.accounts.change_password(NEW)
    assert keyslots.open_with_password(office.folder / "keyslots.json", PASSWORD) == office.key
    assert actions(office) == ["office.create"]


def test_the_present_password_can_be_confirmed(office: Office) -> None:
    office.accounts.confirm_password(PASSWORD)
    with pytest.raises(ProblemError, match="K01"):
        office.accounts.confirm_password(NEW)


def test_the_recovery_key_is_noted_and_asks_for_a_new_password(tmp_path: Path, clock: FixedClock) -> None:
    office, recovery_key = create_office(tmp_path / "xa", commune_setup(), kdf=FAST_KDF, clock=clock)
    assert not office.must_change_password
    office.close()
    recovered = open_office(tmp_path / "xa", Recovery(recovery_key.lower().replace("-", " ")), clock=clock)
    assert recovered.must_change_password
    assert actions(recovered)[0] == "account.recovery_used"
    recovered.close()
    again = open_office(tmp_path / "xa", Password(PASSWORD), clock=clock)
    asked = [again.must_change_password, again.accounts.must_change_password]
    again.accounts.change_password(NEW)
    assert [*asked, again.must_change_password] == [True, True, False]
    again.close()
