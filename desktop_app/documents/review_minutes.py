"""Biên bản họp kiểm điểm: for each member the self-rating, what was said, the conclusion and the vote.

Source of the structure: the minutes of party groups and cells on their yearly review (domain notes 4.7); what nobody
wrote down is left as lines to write on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from db.evaluation_records import Exclusion, Subject
from desktop_app.documents.model import Paragraph, Style
from desktop_app.documents.papers.common import Issuer, file_part
from desktop_app.documents.review_words import (
    Line,
    counts_words,
    day_words,
    dotted,
    exclusion_words,
    level_name,
    level_ticks,
    points_text,
    review_paper,
    signer,
    vote_words,
    whole_levels,
    wording,
)
from desktop_app.documents.table_model import Block, TableDocument, Ticks
from desktop_app.rules.scheme import Scheme


class Gathering(msgspec.Struct, frozen=True, kw_only=True):
    """The meeting at which a cell reviewed its members; what is not known is left to be written."""

    held_on: date | None = None
    start: str = ""
    """As minutes write it, for instance "14 giờ 30"."""
    end: str = ""
    place: str = ""
    members: int | None = None
    present: int | None = None
    absent: Sequence[str] = ()
    """Names, each with its reason where one was given."""
    chair: str = ""
    secretary: str = ""


class ReviewMeetingData(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the minutes of a review meeting print; nothing is looked up any more."""

    scheme: Scheme
    year: int
    cell_name: str
    gathering: Gathering
    lines: Sequence[Line]
    blank: bool = False
    """Whether everything but the names is written by hand."""


def review_meeting_document(data: ReviewMeetingData, issuer: Issuer) -> TableDocument:
    """Return the minutes of a cell's review meeting."""
    words, gathering = wording()["meeting"], data.gathering
    return review_paper(
        issuer,
        title=words["title"],
        subject=(words["subject"].format(year=data.year),),
        blocks=list(_blocks(data, issuer)),
        file=words["file"],
        day=day_words(gathering.held_on, data.year),
        template="review_minutes",
        signatures=(signer("secretary", gathering.secretary), signer("chair", gathering.chair)),
        about="-".join((str(data.year), file_part(data.cell_name))),
    )


def _blocks(data: ReviewMeetingData, issuer: Issuer) -> Iterator[Block]:
    words, gathering = wording()["meeting"], data.gathering
    blank = wording()["blank"]
    yield Paragraph(
        words["opening"].format(
            start=gathering.start or words["clock"],
            date=day_words(gathering.held_on, data.year),
            place=gathering.place or issuer.place or blank,
            cell=data.cell_name,
            year=data.year,
        )
    )
    yield Paragraph(words["people"], Style.HEADING)
    yield Paragraph(_members(gathering))
    yield Paragraph(words["chair"].format(name=gathering.chair or blank))
    yield Paragraph(words["secretary"].format(name=gathering.secretary or blank))
    yield Paragraph(words["content"], Style.HEADING)
    rated = [line for line in data.lines if line.evaluation.exclusion is Exclusion.NONE]
    for number, line in enumerate(rated, 1):
        yield from _one(data, number, line)
    yield Paragraph(words["result"], Style.HEADING)
    yield from _result(data, rated)
    yield Paragraph(words["closing"].format(end=gathering.end or words["clock"]))


def _members(gathering: Gathering) -> str:
    words, unknown = wording()["meeting"], "……"
    known = gathering.present is not None or bool(gathering.absent)
    absent = len(gathering.absent) if known else unknown
    names = words["absent_names"].format(names="; ".join(gathering.absent)) if gathering.absent else ""
    return str(
        words["members"].format(
            members=unknown if gathering.members is None else gathering.members,
            present=unknown if gathering.present is None else gathering.present,
            absent=absent,
            names=names,
        )
    )


def _one(data: ReviewMeetingData, number: int, line: Line) -> Iterator[Block]:
    words, rated, content = wording()["meeting"], line.rated, line.evaluation.content
    positions = content.positions or rated.positions
    position = words["position"].format(position=positions) if positions else ""
    yield Paragraph(words["item"].format(number=number, name=rated.name, position=position), Style.ITEM)
    if data.blank:
        yield Ticks(label=wording()["form"]["self_level"], ticks=level_ticks(data.scheme, Subject.MEMBER))
        yield dotted(words["lines"]["opinions"], words["opinions"].format(text=""))
        yield dotted(words["lines"]["conclusion"], words["conclusion"].format(text=""))
        yield dotted(1, _blank_votes(data))
        return
    scheme = data.scheme
    if content.self_level:
        said = words["self_level"].format(level=level_name(scheme, content.self_level, Subject.MEMBER))
        yield Paragraph(said + (words["points"].format(points=points_text(content.points)) if content.points else ""))
    else:
        yield dotted(1, words["self_level"].format(level="").rstrip(". "))
    if content.committee_remark.strip():
        yield Paragraph(words["remark"].format(text=content.committee_remark.strip()))
    if content.committee_level:
        level = level_name(scheme, content.committee_level, Subject.MEMBER)
        yield Paragraph(words["committee_level"].format(level=level))
    yield dotted(1, words["opinions"].format(text=""))
    if line.count is not None:
        votes, outcome = vote_words(scheme, Subject.MEMBER, line.count)
        left = line.count.votes.get("", 0)
        blank = words["blank_votes"].format(count=left) if left else ""
        reached = words["reached"].format(level=outcome) if line.count.level else outcome
        yield Paragraph(words["votes"].format(votes=votes, blank=blank, outcome=reached))
    else:
        yield Paragraph(words["not_voted"])
    proposed = line.evaluation.proposed_level
    said = words["proposal"].format(level=level_name(scheme, proposed, Subject.MEMBER)) if proposed else ""
    yield Paragraph(said or words["no_level"])


def _blank_votes(data: ReviewMeetingData) -> str:
    """Return the line for the votes of one member: a gap for each level."""
    levels = whole_levels(data.scheme, Subject.MEMBER)
    votes = "; ".join(f"{level.short} …… phiếu" for level in levels)
    words: dict[str, str] = wording()["meeting"]
    return words["votes"].format(votes=votes, blank="", outcome="").rstrip(". ") + "."


def _result(data: ReviewMeetingData, rated: Sequence[Line]) -> Iterator[Block]:
    words = wording()["meeting"]
    proposed = [line.evaluation.proposed_level for line in rated if line.evaluation.proposed_level]
    if data.blank or not proposed:
        gaps = "; ".join(f"{level.short} ……" for level in whole_levels(data.scheme, Subject.MEMBER))
        yield Paragraph(words["summary_blank"].format(counts=gaps))
    else:
        counts = counts_words(data.scheme, Subject.MEMBER, proposed)
        yield Paragraph(words["summary"].format(total=len(proposed), counts=counts))
    excluded = "; ".join(
        words["excluded_one"].format(name=line.rated.name, reason=exclusion_words(line.evaluation))
        for line in data.lines
        if line.evaluation.exclusion is not Exclusion.NONE
    )
    if excluded:
        yield Paragraph(words["excluded"].format(names=excluded))
