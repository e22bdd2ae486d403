"""Rating schemes as dated data: which levels, conditions, caps, votes and forms hold for the review of a year.

A scheme is one file of resources/regulations/evaluation, or one the office took in; nothing of a scheme stands in code
but the names of what can be checked (``Check``). A file that cannot be read is named and left out; the others go on.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from importlib import resources

import msgspec

from db.evaluation_records import Stage, Subject
from db.record_base import Record
from desktop_app.rules.regulation import Source


class Check(StrEnum):
    """What a condition looks at; percentages and counts are of the year of the review."""

    POINTS = "points"
    """All points together, in tenths."""
    TASKS_DONE = "tasks_done"
    """Percent of the tasks that were done, whether in time or late."""
    TASKS_ON_TIME = "tasks_on_time"
    """Percent of the tasks done in time or above requirement."""
    TASKS_ABOVE = "tasks_above"
    """Percent of the tasks done above requirement."""
    TASKS_LATE = "tasks_late"
    """Percent of the tasks done late."""
    DISCIPLINED = "disciplined"
    """Disciplines in the year: of the member, or of the collective's own."""
    SHORTCOMINGS_FIXED = "shortcomings_fixed"
    """Percent of the shortcomings of the last review that were mended; 100 where there were none."""
    WORST_GRADE = "worst_grade"
    """The lowest grade among the criteria named in ``codes`` (all where none is named), by its rank."""
    AGENCY_LEVEL = "agency_level"
    """The level a civil servant's agency gave, by its rank; passed over where there is none."""
    UNITS_FAILING = "units_failing"
    """Percent of the subordinate collectives and members at a failing level."""
    UNITS_DISCIPLINED = "units_disciplined"
    """Percent of the subordinate collectives and members disciplined."""


class Comparison(StrEnum):
    """How a figure is held against its bound."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="


class Condition(Record, frozen=True, kw_only=True):
    """One condition of a level: required for it, or one that is enough to force it."""

    check: Check
    is_: Comparison = msgspec.field(name="is")
    value: int
    """Percent, count, points in tenths; for grades and levels the rank (0 is the best)."""
    forces: bool = False
    """True: whoever it holds for is at this level (for instance discipline). False: the level needs it."""
    codes: tuple[str, ...] = ()
    """Criteria it looks at, for grades."""
    forms: tuple[str, ...] = ()
    """Only for these forms; all where none is named."""
    subjects: tuple[Subject, ...] = ()
    """Only for these; all of the level's where none is named."""
    verified: bool = False
    source: str = ""
    """Where it stands, for instance "Điều 12"; empty for the scheme's own sources."""
    own: bool = False
    """Whether the office set a value of it; never in a file."""


class Level(Record, frozen=True, kw_only=True):
    """One level of rating, for the subjects it names."""

    code: str
    name: str
    """As documents write it, for instance "Hoàn thành xuất sắc nhiệm vụ"."""
    short: str
    """For narrow columns, for instance "HTXSNV"."""
    subjects: tuple[Subject, ...]
    rank: int
    """0 is the best; levels of one subject have different ranks."""
    within: str = ""
    """The level this is a part of ("trong đó"): its share is taken of that level, and the sum leaves it out."""
    failing: bool = False
    """Whether two years running lead to the question of removal, and a plan of remedies is a duty."""
    plan: bool = False
    """Whether a plan to overcome shortcomings is mandatory at this level."""
    plan_for: tuple[Subject, ...] = ()
    """For whom that plan is mandatory; for all of the level's where none is named."""
    criteria: str = ""
    """What the regulation says of it, in short."""
    conditions: tuple[Condition, ...] = ()
    verified: bool = False


class Grade(Record, frozen=True, kw_only=True):
    """One grade a criterion may be given (Xuất sắc, Tốt, Trung bình, Kém)."""

    code: str
    name: str
    rank: int


class SectionKind(StrEnum):
    """What is filled in a section of a form."""

    HEADING = "heading"
    """Nothing: it stands over those that follow."""
    TEXT = "text"
    GRADE = "grade"
    """A text and a grade."""
    POINTS = "points"
    """A text and points up to ``most``."""
    TASKS = "tasks"
    """A text and the points of the results of tasks."""
    SHORTCOMINGS = "shortcomings"
    """The shortcomings of the last review, each with what became of it."""
    SUGGESTIONS = "suggestions"
    """What those above asked to be addressed, and the answer."""
    SELF_RATING = "self_rating"
    """Tự nhận mức xếp loại."""
    OFFICIAL_RATING = "official_rating"
    """Tự nhận mức of a cadre, civil servant or public employee, above the other."""


class Section(Record, frozen=True, kw_only=True):
    """One section or criterion of a form, in the order it is printed."""

    code: str
    number: str = ""
    """As it prints before the title, for instance "I", "1", "a"."""
    title: str
    kind: SectionKind = SectionKind.TEXT
    depth: int = 0
    """0 for parts, 1 for what stands under them, 2 below that."""
    most: int = 0
    """Highest points, in tenths."""
    hint: str = ""
    """What is to be written, in small letters."""
    figures: tuple[str, ...] = ()
    """Fields of YearFigures or CollectiveFigures shown beside it, and put into its text when it is filled in."""
    verified: bool = False


class Applies(StrEnum):
    """Whose form it is."""

    ALL = "all"
    NO_POST = "no_post"
    """In the political system, without a post of leadership."""
    LEADER = "leader"
    """Leaders and managers."""
    OUTSIDE = "outside"
    """Not working in the political system."""
    COLLECTIVE = "collective"


class Form(Record, frozen=True, kw_only=True):
    """One form of the scheme: a self-review, or an analysis sheet of the older schemes."""

    code: str
    number: str
    """As it is called, for instance "Mẫu 2A"."""
    title: str
    """As it prints, capitals."""
    subjects: tuple[Subject, ...]
    applies: Applies = Applies.ALL
    analysis: bool = False
    """True: a sheet others fill in about the one rated (phiếu phân tích chất lượng); it is printed, not typed in."""
    sections: tuple[Section, ...]
    verified: bool = False
    note: str = ""

    @property
    def most(self) -> int:
        """Highest points of all its sections together, in tenths; 0 for a form without points."""
        return sum(section.most for section in self.sections)


class CapBase(StrEnum):
    """Of which number the cap is a share."""

    GOOD_ONLY = "good_only"
    """Số xếp loại hoàn thành tốt (those of the level below the top, without the top itself)."""
    GOOD_OR_BETTER = "good_or_better"
    """Hoàn thành tốt trở lên."""
    RATED = "rated"
    """Tổng số được xếp loại."""


class CapScope(StrEnum):
    """Within what the cap is counted."""

    GRASSROOTS = "grassroots"
    """Trong từng tổ chức cơ sở đảng."""
    CELL = "cell"
    """Trong từng chi bộ."""
    GROUP = "group"
    """Trong từng nhóm có nhiệm vụ tương đồng: collectives of one type and sector."""


class Rounding(StrEnum):
    """How a share becomes a whole number."""

    FLOOR = "floor"
    NEAREST = "nearest"
    CEIL = "ceil"


class Cap(Record, frozen=True, kw_only=True):
    """How many at most may reach the top level."""

    subjects: tuple[Subject, ...]
    percent: int
    outstanding_percent: int = 0
    """In outstanding cases; 0 where the scheme knows none."""
    base: CapBase
    scope: CapScope
    rounding: Rounding = Rounding.FLOOR
    min_one: bool = False
    """Whether one is always allowed."""
    verified: bool = False
    source: str = ""
    own: bool = False
    """Whether the office set a value of it; never in a file."""


class VoteBase(StrEnum):
    """Of which number a majority is taken."""

    CONVENED = "convened"
    PRESENT = "present"
    ISSUED = "issued"
    RETURNED = "returned"
    VALID = "valid"


class VoteRule(Record, frozen=True, kw_only=True):
    """When a level is carried by a vote."""

    numerator: int = 1
    denominator: int = 2
    strict: bool = True
    """True: more than that share. False: at least."""
    base: VoteBase = VoteBase.CONVENED
    cumulative: bool = True
    """Whether the votes for better levels are added from above where no level has the majority by itself."""
    verified: bool = False
    source: str = ""
    own: bool = False
    """Whether the office set a value of it; never in a file."""


class Step(Record, frozen=True, kw_only=True):
    """One step of a campaign; the deadline is proposed, the office sets its own."""

    code: str
    title: str
    month: int
    day: int
    next_year: bool = False
    """Whether the deadline lies in the year after the one reviewed."""
    stage: Stage = Stage.NONE
    """How far everybody ought to be when the step is over; "none" where that cannot be seen from the reviews."""


class Exclusions(Record, frozen=True, kw_only=True):
    """Who is not rated."""

    exempt: bool = True
    suspended: bool = True
    temporarily_exempt_months: int = 12
    """Tạm miễn for at least so many months of the year; 0 never."""
    min_months: int = 6
    """Members for fewer months of the year at its end are too new; 0 rates everybody."""
    verified: bool = False
    source: str = ""
    own: bool = False
    """Whether the office set a value of it; never in a file."""


class TaskPoints(Record, frozen=True, kw_only=True):
    """How the helper turns outcomes of tasks into points: percent of the highest points each outcome is worth."""

    above: int = 100
    on_time: int = 90
    late: int = 60
    not_done: int = 0
    most: int = 0
    """Highest points for tasks, in tenths; 0 where the scheme gives no points."""
    verified: bool = False
    own: bool = False
    """Whether the office set a value of it; never in a file."""


class Scheme(Record, frozen=True, kw_only=True):
    """Everything a year's review goes by."""

    code: str
    name: str
    short: str
    """For column headings, for instance "QĐ 366 (2025)"."""
    first_year: int
    last_year: int | None = None
    """None: still in force."""
    sources: tuple[Source, ...]
    verified: bool = False
    note: str = ""
    levels: tuple[Level, ...]
    grades: tuple[Grade, ...] = ()
    forms: tuple[Form, ...]
    caps: tuple[Cap, ...] = ()
    vote: VoteRule = VoteRule()
    exclusions: Exclusions = Exclusions()
    task_points: TaskPoints = TaskPoints()
    steps: tuple[Step, ...] = ()

    def levels_of(self, subject: Subject) -> tuple[Level, ...]:
        """Return the levels of a subject, the best first; a part ("trong đó") right after the level it is part of."""
        own = sorted((level for level in self.levels if subject in level.subjects), key=lambda level: level.rank)
        return tuple(one for level in own if not level.within for one in (level, *_parts(own, level.code)))

    def level(self, code: str, subject: Subject | None = None) -> Level | None:
        """Return the level of that code (of that subject where it is named), or None: it is outside the scheme."""
        found = (one for one in self.levels if one.code == code and (subject is None or subject in one.subjects))
        return next(found, None)

    def form(self, code: str) -> Form | None:
        """Return a form, or None."""
        return next((form for form in self.forms if form.code == code), None)

    def grade(self, code: str) -> Grade | None:
        """Return a grade, or None."""
        return next((grade for grade in self.grades if grade.code == code), None)

    def cap(self, subject: Subject) -> Cap | None:
        """Return the cap for a subject, or None."""
        return next((cap for cap in self.caps if subject in cap.subjects), None)

    def holds(self, year: int) -> bool:
        """Return whether the scheme is the one of a year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def _parts(levels: list[Level], code: str) -> list[Level]:
    return [level for level in levels if level.within == code]


class SchemeProblem(Record, frozen=True, kw_only=True):
    """A file that cannot be used, and why in the words of the reader (English, for the details)."""

    name: str
    what: str


class Schemes(Record, frozen=True, kw_only=True):
    """The schemes that can be used, oldest first, and the files that cannot."""

    schemes: tuple[Scheme, ...] = ()
    problems: tuple[SchemeProblem, ...] = ()

    def get(self, code: str) -> Scheme | None:
        """Return a scheme by its code, or None."""
        return next((scheme for scheme in self.schemes if scheme.code == code), None)

    def of_year(self, year: int) -> Scheme | None:
        """Return the scheme in force for the review of a year, the youngest where two claim it; None for none."""
        return next((scheme for scheme in reversed(self.schemes) if scheme.holds(year)), None)


def parse(text: str) -> Scheme:
    """Return the scheme of a TOML text. Raises ValueError whose words name every key that is missing or wrong."""
    from desktop_app.rules import scheme_checks

    try:
        content = tomllib.loads(text)
        scheme = msgspec.convert(content, Scheme)
    except msgspec.ValidationError as error:
        raise ValueError(scheme_checks.problem_of(error)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"not TOML: {error}") from error
    wrong = [*scheme_checks.unknown(content), *scheme_checks.mistakes(scheme), *scheme_checks.sums(scheme)]
    if wrong:
        raise ValueError("; ".join(wrong))
    return scheme


def read(files: Iterable[tuple[str, str]]) -> Schemes:
    """Return the schemes of (name, TOML text) pairs; later files replace earlier ones of the same code.

    A file with an unknown or missing key, or one that contradicts itself, becomes a problem that names the key.
    """
    found: dict[str, Scheme] = {}
    problems: list[SchemeProblem] = []
    for name, text in files:
        try:
            scheme = parse(text)
        except ValueError as error:
            problems.append(SchemeProblem(name=name, what=str(error)))
            continue
        found[scheme.code] = scheme
    ordered = sorted(found.values(), key=lambda scheme: (scheme.first_year, scheme.code))
    return Schemes(schemes=tuple(ordered), problems=tuple(problems))


@functools.cache
def shipped() -> Mapping[str, str]:
    """Return the text of the scheme files the program brings with it, by name."""
    folder = resources.files("resources").joinpath("regulations/evaluation")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name: file.read_text("utf-8") for file in files}


def dated(scheme: Scheme) -> date:
    """Return the day of the scheme's first source that has one; the start of its first year where none has."""
    return next((source.date for source in scheme.sources if source.date), date(scheme.first_year, 1, 1))
