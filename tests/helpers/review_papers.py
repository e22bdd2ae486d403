"""Papers of the year-end review for tests: the people of one cell with forms, votes and decisions, under any scheme."""

from __future__ import annotations

from datetime import date

import msgspec

from db.evaluation_records import (
    Ballot,
    BallotForm,
    BallotLine,
    Evaluation,
    EvaluationContent,
    Exclusion,
    Part,
    Registration,
    Remedy,
    RemedyState,
    Stage,
    Subject,
    YearFigures,
)
from db.meeting_records import Assignment, AssignmentOutcome
from db.rating_records import RegistrationLine, RemedyLine
from desktop_app.documents.papers.common import Issuer
from desktop_app.documents.review_ballots import CountData, ballots_document, count_document
from desktop_app.documents.review_form import FormData, form_document
from desktop_app.documents.review_lists import (
    ListData,
    decisions_document,
    proposals_document,
    registrations_document,
    remedies_document,
)
from desktop_app.documents.review_minutes import Gathering, ReviewMeetingData, review_meeting_document
from desktop_app.documents.review_sheet import sheet_document
from desktop_app.documents.review_words import Fill, Line, Rated, VoteCount
from desktop_app.documents.table_model import TableDocument
from desktop_app.rules import ballots, scheme
from desktop_app.rules.scheme import Form, Scheme, SectionKind

NAMES = ("Lù Văn Páo", "Vàng Seo Lìn", "Giàng Thị Mỷ", "Thào A Chư", "Sùng Seo Dìn", "Hoàng Văn Tư")
EXEMPT = 5
"""Place of the one who is not rated."""
SPLIT = 3
"""Place of the one on whom no level has the majority."""
VOTERS = 6


def of_year(year: int) -> Scheme:
    """Return the scheme the program brings for a year."""
    found = scheme.read(scheme.shipped().items()).of_year(year)
    assert found is not None
    return found


def cell(year: int = 2026) -> Issuer:
    """Return the cell that reviews its members."""
    return Issuer(
        on=date(year, 12, 12),
        upper_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        header_name="CHI BỘ THÔN NÀ LỪA",
        name="Chi bộ thôn Nà Lừa",
        place="Mường Khương",
        signing="cell",
        secretary="Vàng Seo Lìn",
    )


def office(year: int = 2026) -> Issuer:
    """Return the committee that decides."""
    return Issuer(
        on=date(year, 12, 24),
        upper_name="ĐẢNG BỘ TỈNH LÀO CAI",
        header_name="ĐẢNG BỘ XÃ MƯỜNG KHƯƠNG",
        name="Đảng ủy xã Mường Khương",
        place="Mường Khương",
        signing="office",
        secretary="Lý Seo Dìn",
    )


FIGURES = YearFigures(
    required=12, attended=11, excused=1, tasks=3, above=1, on_time=2, households=5, visits=14, commitment_months=12,
    commitment_kept=11, themes=1,
)  # fmt: skip


def parts(rules: Scheme, form: Form) -> tuple[Part, ...]:
    """Return something written in every section of a form but one, with a grade or points where it asks for them."""
    grades = sorted(rules.grades, key=lambda grade: grade.rank)
    found = []
    for number, section in enumerate(form.sections):
        if section.kind is SectionKind.HEADING or number == 3:
            continue
        text = "" if section.kind is SectionKind.POINTS and number % 2 else f"Nội dung tự kiểm điểm mục {section.code}."
        points = section.most - 10 if section.kind is SectionKind.POINTS else None
        grade = grades[1].code if section.kind is SectionKind.GRADE and grades else ""
        found.append(Part(code=section.code, text=text, grade=grade, points=points))
    return tuple(found)


def evaluation(rules: Scheme, form: Form, year: int, number: int = 0, *, subject: Subject | None = None) -> Evaluation:
    """Return the review of one of ``NAMES``, or of a collective, through to the decision."""
    whose = subject or (Subject.MEMBER if Subject.MEMBER in form.subjects else form.subjects[0])
    levels = rules.levels_of(whose)
    level = levels[min(1, len(levels) - 1) if number else 0].code
    scored = any(section.most for section in form.sections)
    left_out = number == EXEMPT
    content = EvaluationContent(
        form=form.code,
        positions="Chi ủy viên; Trưởng thôn" if number == 0 else "",
        parts=() if left_out else parts(rules, form),
        self_on=date(year, 11, 20),
        self_level="" if left_out else level,
        official_level=levels[1].code,
        task_points=650 if scored else None,
        points=935 if scored else None,
        suggestions="Việc phụ trách hộ nghèo còn chậm." if number == 1 else "",
        residence_comment="Gia đình gương mẫu, chấp hành tốt quy định nơi cư trú." if number == 0 else "",
        residence_by="Chi ủy Chi bộ tổ dân phố 2" if number == 0 else "",
        residence_on=date(year, 11, 25) if number == 0 else None,
        committee_remark="Nhiệt tình, trách nhiệm, hoàn thành các nhiệm vụ được giao.",
        committee_level=level,
    )
    if whose is not Subject.MEMBER:
        content = msgspec.structs.replace(content, positions="", residence_comment="", residence_by="")
    return Evaluation(
        id=f"e{number}",
        owner_id="o",
        campaign_id="k",
        year=year,
        scheme=rules.code,
        subject=whose,
        organization_id="c1",
        member_id=f"m{number}" if whose is Subject.MEMBER else None,
        content=content,
        exclusion=Exclusion.EXEMPT if left_out else Exclusion.NONE,
        stage=Stage.DECIDED,
        figures=FIGURES if whose is Subject.MEMBER else None,
        proposed_level="" if left_out else level,
        proposed_on=date(year, 12, 8),
        proposed_by="Chi bộ thôn Nà Lừa",
        decided_level="" if left_out else level,
        decided_on=None if left_out else date(year, 12, 20),
        decided_by="" if left_out else "Đảng ủy xã Mường Khương",
        decision_number="" if left_out else "115-QĐ/ĐU",
    )


def rated(number: int = 0) -> Rated:
    """Return one of ``NAMES`` as papers name them."""
    return Rated(
        name=NAMES[number],
        cell_name="Chi bộ thôn Nà Lừa",
        birth_date="1975-03-05",
        positions="Chi ủy viên" if number < 2 else "",
        workplace="Trồng trọt",
        admitted_on="1999-03",
        official_on="2000-03-05",
    )


def task(number: int, outcome: AssignmentOutcome, year: int) -> Assignment:
    """Return a task of the year."""
    return Assignment(
        id=f"a{number}",
        owner_id="o",
        cell_id="c1",
        meeting_id=None,
        text=f"Phụ trách tổ liên gia số {number}",
        assignee=NAMES[0],
        member_id="m0",
        given_on=date(year, 1, 15),
        due_on=date(year, 9, 30) if number > 1 else None,
        outcome=outcome,
        target="5 hộ, mỗi tháng đến hộ một lượt" if number == 1 else "",
        year=year,
    )


def remedy(number: int, state: RemedyState, year: int) -> Remedy:
    """Return a shortcoming found in the review of a year."""
    return Remedy(
        id=f"r{number}",
        owner_id="o",
        year=year,
        organization_id="c1",
        member_id="m0",
        position=number,
        shortcoming="Còn nể nang trong tự phê bình và phê bình",
        measure="Góp ý thẳng thắn tại các buổi sinh hoạt",
        responsible=NAMES[0],
        due_on=date(year + 1, 6, 30),
        state=state,
        done_on=date(year + 1, 6, 1) if state is RemedyState.DONE else None,
        result="Đã góp ý 6 lượt trong năm" if state is RemedyState.DONE else "",
    )


def form(rules: Scheme, code: str, fill: Fill, year: int) -> TableDocument:
    """Return a form of a scheme, of a member or of the collective it is for."""
    found = rules.form(code)
    assert found is not None
    kept = evaluation(rules, found, year)
    member = kept.subject is Subject.MEMBER
    issuer = cell(year)
    whose = rated() if member else Rated(name=issuer.name)
    if found.analysis:
        return sheet_document(rules, found, kept.subject, year, whose, issuer)
    outcomes = (AssignmentOutcome.ABOVE, AssignmentOutcome.ON_TIME, AssignmentOutcome.OPEN)
    states = (RemedyState.DONE, RemedyState.DOING)
    data = FormData(
        scheme=rules,
        form=found,
        subject=kept.subject,
        year=year,
        fill=fill,
        rated=whose,
        evaluation=kept,
        tasks=[task(place, outcome, year) for place, outcome in enumerate(outcomes, 1)],
        shortcomings=[remedy(place, state, year - 1) for place, state in enumerate(states, 1)],
        secretary=issuer.secretary,
        deciding_secretary=office(year).secretary,
    )
    return form_document(data, issuer)


def votes(rules: Scheme, number: int) -> dict[str, int]:
    """Return how the cell voted on one of ``NAMES``."""
    best, good, fair = (level.code for level in ballots.ranked(rules, (Subject.MEMBER,))[:3])
    if number == SPLIT:
        return {best: 2, good: 2, fair: 2}
    return {best: 5, good: 1} if number == 0 else {best: 1, good: 4, "": 1}


def ballot(rules: Scheme, year: int, form_: BallotForm = BallotForm.BALLOT) -> Ballot:
    """Return the count of the cell's votes on its members."""
    return Ballot(
        id="b1",
        owner_id="o",
        campaign_id="k",
        organization_id="c1",
        held_on=date(year, 12, 8),
        form=form_,
        convened=VOTERS,
        present=VOTERS,
        issued=VOTERS,
        returned=VOTERS,
        valid=VOTERS,
        head_teller="Ma Văn Hùng",
        tellers=("Lý A Sử", "Sùng Thị Dê"),
        lines=tuple(
            BallotLine(evaluation_id=f"e{number}", votes=votes(rules, number)) for number in range(len(NAMES) - 1)
        ),
    )


def lines(rules: Scheme, year: int) -> list[Line]:
    """Return all of ``NAMES`` with their reviews and votes."""
    personal = next(one for one in rules.forms if Subject.MEMBER in one.subjects and not one.analysis)
    found = []
    counted = ballot(rules, year)
    levels = ballots.ranked(rules, (Subject.MEMBER,))
    for number in range(len(NAMES)):
        count = None
        if number != EXEMPT:
            result = ballots.result(rules.vote, levels, counted.lines[number], counted)
            count = VoteCount(
                votes=counted.lines[number].votes,
                base=result.base,
                level=result.alone,
                cumulative="" if result.alone else result.level,
            )
        kept = evaluation(rules, personal, year, number)
        found.append(Line(rated=rated(number), evaluation=kept, count=count))
    return found


def listed(rules: Scheme, year: int, *, one_cell: bool = True) -> ListData:
    """Return what the lists of the cell print."""
    return ListData(scheme=rules, subject=Subject.MEMBER, year=year, lines=lines(rules, year), one_cell=one_cell)


def counted(rules: Scheme, year: int, kept: Ballot | None) -> CountData:
    """Return what the minutes of the count print."""
    return CountData(
        scheme=rules,
        subject=Subject.MEMBER,
        year=year,
        body="Chi bộ thôn Nà Lừa",
        lines=[line for line in lines(rules, year) if line.count is not None],
        ballot=kept,
        chair="Vàng Seo Lìn" if kept else "",
    )


def gathered(rules: Scheme, year: int, *, blank: bool = False) -> ReviewMeetingData:
    """Return what the minutes of the review meeting print."""
    held = Gathering(
        held_on=date(year, 12, 8),
        start="8 giờ 00",
        end="11 giờ 30",
        place="Nhà văn hóa thôn Nà Lừa",
        members=6,
        present=5,
        absent=["Sùng Seo Dìn – ốm"],
        chair="Vàng Seo Lìn",
        secretary="Giàng Thị Mỷ",
    )
    return ReviewMeetingData(
        scheme=rules,
        year=year,
        cell_name="Chi bộ thôn Nà Lừa",
        gathering=Gathering() if blank else held,
        lines=lines(rules, year),
        blank=blank,
    )


def registered(rules: Scheme, year: int, *, ended: bool = True) -> list[RegistrationLine]:
    """Return what the cell and two of its members registered."""
    found = []
    for number, subject in enumerate((Subject.CELL, Subject.MEMBER, Subject.MEMBER)):
        level = rules.levels_of(subject)[1].code
        name = "Chi bộ thôn Nà Lừa" if subject is Subject.CELL else NAMES[number]
        kept = Registration(
            id=f"g{number}",
            owner_id="o",
            year=year,
            subject=subject,
            organization_id="c1",
            member_id=None if subject is Subject.CELL else f"m{number}",
            level=level,
            title="Chi bộ trong sạch, vững mạnh" if subject is Subject.CELL else "",
            registered_on=date(year, 1, 10),
        )
        found.append(
            RegistrationLine(
                subject=subject,
                organization_id="c1",
                organization_name="Chi bộ thôn Nà Lừa",
                member_id=kept.member_id,
                name=name,
                registration=None if number == 2 else kept,
                decided_level=level if ended and number < 2 else "",
            )
        )
    return found


def remedy_lines(year: int) -> list[RemedyLine]:
    """Return the plan of the cell."""
    states = (RemedyState.DONE, RemedyState.OPEN)
    return [
        RemedyLine(
            remedy=remedy(number, state, year),
            organization_name="Chi bộ thôn Nà Lừa",
            name="Chi bộ thôn Nà Lừa",
            responsible=NAMES[number],
        )
        for number, state in enumerate(states)
    ]


def papers(year: int) -> dict[str, TableDocument]:
    """Return one of every paper but the forms, under the scheme of a year."""
    rules, issuer = of_year(year), cell(year)
    everybody = [line for line in lines(rules, year) if line.count is not None]
    return {
        "ballots": ballots_document(rules, Subject.MEMBER, year, everybody, issuer, 3),
        "count": count_document(counted(rules, year, ballot(rules, year)), issuer),
        "count_hands": count_document(counted(rules, year, ballot(rules, year, BallotForm.HANDS)), issuer),
        "count_blank": count_document(counted(rules, year, None), issuer),
        "meeting": review_meeting_document(gathered(rules, year), issuer),
        "meeting_blank": review_meeting_document(gathered(rules, year, blank=True), issuer),
        "proposals": proposals_document(listed(rules, year), issuer),
        "decisions": decisions_document(listed(rules, year, one_cell=False), office(year)),
        "registrations": registrations_document(rules, year, registered(rules, year), issuer),
        "remedies": remedies_document("Chi bộ thôn Nà Lừa", year, remedy_lines(year), issuer),
        "remedies_blank": remedies_document("Chi bộ thôn Nà Lừa", year, [], issuer, blank=True),
    }


def forms(year: int) -> dict[str, TableDocument]:
    """Return every form of the scheme of a year, blank, filled in beforehand and complete; analysis sheets once."""
    rules = of_year(year)
    found = {}
    for one in rules.forms:
        for fill in (Fill.BLANK,) if one.analysis else Fill:
            found[f"{one.code}_{fill.value}"] = form(rules, one.code, fill, year)
    return found
