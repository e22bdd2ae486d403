"""Invented particulars of the sample members: schooling, work, numbers and honours that fit their years."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

from db.records import Hamlet, Sex, Standing
from db.register_records import MemberProfile, RecordInput, RecordKind
from desktop_app.demo_people import TODAY, Person
from desktop_app.rules import party_age

_PENSION_AGE = {Sex.MALE: 61, Sex.FEMALE: 56}
_DEGREES = {True: ("university", "college"), False: ("none", "none", "intermediate")}
_THEORY = {True: ("intermediate", "elementary", "elementary"), False: ("elementary", "none")}
"""Levels of those who work with their head, and of the others."""
_LOCAL = 0.85
"""How often somebody was born where they live."""


@dataclass
class Papers:
    """Gives out particulars one after another; the numbers in them are nobody's."""

    rng: random.Random
    place: str
    """Name of the commune."""
    count: int = 0

    def partial(self, day: date | None, age: int) -> str:
        """Return a day as the register has it: of old members often only the year or the month is known."""
        if day is None:
            return ""
        if age > 66 and self.rng.random() < 0.4:
            return f"{day:%Y}" if self.rng.random() < 0.6 else f"{day:%Y-%m}"
        return day.isoformat()

    def profile(self, person: Person, hamlets: Sequence[Hamlet]) -> MemberProfile:
        """Return the particulars of somebody who lives in one of the hamlets."""
        self.count += 1
        rng = self.rng
        hamlet = rng.choice(list(hamlets))
        home = self._home(hamlet.name)
        return MemberProfile(
            birth_place=home,
            home_place=home,
            permanent_address=f"{hamlet.name}, xã {self.place}, {_data()['province']}",
            hamlet_id=hamlet.id,
            religion_code="99" if rng.random() < 0.93 else rng.choice(["02", "08"]),
            national_id=self._national_id(person),
            phone=f"0900{rng.randrange(1_000_000):06d}" if rng.random() < 0.9 else "",
            family_background=rng.choice(_data()["backgrounds"]),
            former_occupation=rng.choice(["Làm ruộng", "Học sinh", "Bộ đội", "Làm ruộng"]),
            foreign_language="Tiếng Anh B" if person.age < 40 and rng.random() < 0.2 else "",
            computer_skill="Chứng chỉ cơ bản" if person.age < 45 and rng.random() < 0.3 else "",
            minority_language="Tiếng Tày" if person.ethnic_code == "02" and rng.random() < 0.3 else "",
            youth_joined_on=f"{int(person.birth_date[:4]) + 16}-03-26",
            youth_member=person.age <= 30,
            admitted_place=f"Chi bộ {hamlet.name}",
            card_issued_on=self._card_day(person),
            file_number=f"{self.count:06d}PS",
            family_circumstances="Gia đình có người già yếu phải chăm sóc." if rng.random() < 0.03 else "",
            health=rng.choice(_data()["illnesses"]) if person.age > 60 and rng.random() < 0.1 else "",
            poverty_code=rng.choice(["poor", "near_poor"]) if rng.random() < 0.08 else "",
            **self._work(person),
        )

    def _home(self, hamlet: str) -> str:
        if self.rng.random() < _LOCAL:
            return f"{hamlet}, xã {self.place}, {_data()['province']}"
        return str(self.rng.choice(_data()["other_places"]))

    def _national_id(self, person: Person) -> str:
        year = int(person.birth_date[:4])
        sign = 2 * (year // 100 - 19) + (person.sex is Sex.FEMALE)
        return f"000{sign}{year % 100:02d}{self.count:06d}"

    def _card_day(self, person: Person) -> str:
        if person.official_on is None or person.standing is Standing.PROBATIONARY:
            return ""
        return min(person.official_on + timedelta(days=self.rng.randint(60, 300)), TODAY).isoformat()

    def _work(self, person: Person) -> dict[str, str]:
        """Return schooling and work."""
        rng = self.rng
        kinds: list[dict[str, Any]] = _data()["work"]
        kind = rng.choices(kinds, [entry["share"] for entry in kinds])[0]
        pensioned = person.age >= _PENSION_AGE[person.sex] and kind["category"] != "farmer"
        learned = kind["category"] in ("civil_servant", "public_employee")
        school = "12/12" if person.age < 50 or learned else rng.choice(["7/10", "9/12", "10/10", "12/12"])
        position = rng.choice(kind["positions"]) if rng.random() < 0.12 and not pensioned else ""
        return {
            "general_education": school,
            "qualification_code": rng.choice(_DEGREES[learned]),
            "qualification_field": rng.choice(_data()["fields"]) if learned else "",
            "theory_code": rng.choice(_THEORY[learned]),
            "occupation": "Hưu trí" if pensioned else rng.choice(kind["occupations"]),
            "category_code": "retired" if pensioned else kind["category"],
            "service_code": "retired" if pensioned else ("army" if rng.random() < 0.03 else ""),
            "political_system": "yes" if kind["category"] == "civil_servant" and not pensioned else "no",
            "government_position": position,
        }

    def notes(self, person: Person) -> list[RecordInput]:
        """Return what is noted of somebody: badges given, a reward here and there, a discipline hardly ever."""
        rng, found = self.rng, list[RecordInput]()
        for level in party_age.levels(TODAY):
            year = person.admitted_on.year + level
            if year < TODAY.year and rng.random() < 0.97:
                found.append(RecordInput(kind=RecordKind.BADGE, on=f"{year}-11", form=str(level), number=self._badge()))
        if person.age > 30 and rng.random() < 0.05:
            found.append(
                RecordInput(
                    kind=RecordKind.REWARD,
                    on=str(rng.randint(min(max(2019, person.admitted_on.year), 2025), 2025)),
                    form=rng.choice(_data()["rewards"]),
                    issuer=rng.choice(["Đảng ủy xã", "Tỉnh ủy", "Ủy ban nhân dân xã"]),
                    text=rng.choice(_data()["reward_reasons"]),
                )
            )
        if person.official_on and person.official_on.year < 2024 and rng.random() < 0.012:
            found.append(
                RecordInput(
                    kind=RecordKind.DISCIPLINE,
                    on="2024-06-14",
                    until="2025-06-14",
                    form="reprimand",
                    number=f"{rng.randint(10, 40)}-QĐ/ĐU",
                    issuer="Đảng ủy xã",
                    text="Vi phạm chính sách dân số",
                )
            )
        return found

    def contact(self, person: Person, profile: MemberProfile) -> list[RecordInput]:
        """Return the contact with the place of residence of those who work in an office, and its last comment."""
        if profile.political_system != "yes" or person.standing is Standing.PROBATIONARY:
            return []
        place = profile.permanent_address
        return [
            RecordInput(kind=RecordKind.RESIDENCE, on="2025-08-12", number=f"{self.count:02d}-GT213", place=place),
            RecordInput(kind=RecordKind.COMMENT, on="2025", form="good", place=place, issuer="Chi ủy nơi cư trú"),
        ]

    def _badge(self) -> str:
        return f"{self.rng.randint(100_000, 999_999)}"


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("resources").joinpath("demo/profiles.toml").read_text("utf-8"))
