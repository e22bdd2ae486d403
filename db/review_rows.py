"""The rows behind the figures of a review: what was counted for one member or one collective, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.evaluation_records import Evaluation, Subject
from db.review_figures import OUTCOMES, values_of

if TYPE_CHECKING:
    from db.store import Row, Store

MOST = 2_000
"""Rows read at once: the figures of a whole province open their first ones."""

_OF_MEMBER = {
    "meetings": """
        SELECT m.held_on AS on_date, m.kind || ' ' || m.period AS what, a.presence AS state, a.reason AS note, m.id
        FROM attendance a JOIN meeting m ON m.id = a.meeting_id
        WHERE a.member_id = :member AND m.state = 'final' AND m.kind IN ('regular', 'combined')
              AND m.period BETWEEN :first AND :last ORDER BY m.held_on
    """,
    "tasks": """
        SELECT coalesce(a.due_on, '') AS on_date, a.text AS what, a.outcome AS state, a.remark AS note, a.id
        FROM assignment a WHERE a.member_id = :member AND a.year = :year AND a.outcome <> 'withdrawn'
        ORDER BY a.due_on IS NULL, a.due_on, a.text
    """,
    "households": """
        SELECT c.valid_from AS on_date, h.head AS what, '' AS state, h.address AS note, h.id
        FROM household_charge c JOIN household h ON h.id = c.household_id
        WHERE c.member_id = :member AND c.valid_from <= :to AND (c.valid_to IS NULL OR c.valid_to > :from)
        ORDER BY h.head_sort
    """,
    "visits": """
        SELECT v.on_date, coalesce(h.head, a.text, '') AS what, CAST(v.visits AS TEXT) AS state, v.text AS note, v.id
        FROM assignment_entry v LEFT JOIN household h ON h.id = v.household_id
        LEFT JOIN assignment a ON a.id = v.assignment_id
        WHERE v.member_id = :member AND v.visits > 0 AND v.on_date BETWEEN :from AND :to ORDER BY v.on_date
    """,
    "commitments": """
        SELECT r.period AS on_date, r.text AS what, r.kept AS state, '' AS note, c.id
        FROM commitment c JOIN commitment_review r ON r.commitment_id = c.id
        WHERE c.member_id = :member AND c.year = :year ORDER BY r.period
    """,
    "rewards": """
        SELECT r.on_date, r.form AS what, '' AS state, r.text AS note, r.id FROM member_record r
        WHERE r.member_id = :member AND r.kind = 'reward' AND substr(r.on_date, 1, 4) = :text ORDER BY r.on_date
    """,
    "disciplines": """
        SELECT r.on_date, '' AS what, r.form AS state, r.text AS note, r.id FROM member_record r
        WHERE r.member_id = :member AND r.kind = 'discipline' AND substr(r.on_date, 1, 4) = :text ORDER BY r.on_date
    """,
    "themes": """
        SELECT coalesce(t.approved_on, '') AS on_date, t.title AS what, '' AS state, t.note, t.id FROM theme t
        WHERE t.year = :year AND (t.presenter_id = :member OR t.writer_id = :member) ORDER BY t.quarter
    """,
    "shortcomings": """
        SELECT coalesce(r.due_on, '') AS on_date, r.shortcoming AS what, r.state, r.result AS note, r.id FROM remedy r
        WHERE r.member_id = :member AND r.year = :before AND r.state <> 'dropped' ORDER BY r.position
    """,
}
_KIND = {
    **dict.fromkeys(("required", "attended", "excused", "unexcused"), "meetings"),
    **dict.fromkeys(("tasks", *OUTCOMES), "tasks"),
    **dict.fromkeys(("commitment_months", "commitment_kept"), "commitments"),
    **dict.fromkeys(("shortcomings", "shortcomings_fixed"), "shortcomings"),
    **{name: name for name in ("households", "visits", "rewards", "disciplines", "themes")},
}
_HELD = """
    SELECT m.held_on AS on_date, m.kind || ' ' || m.period AS what, m.present || '/' || m.required AS state,
           coalesce(v.name, '') AS note, m.id
    FROM meeting m LEFT JOIN organization_version v ON v.organization_id = m.cell_id AND v.valid_to IS NULL
    WHERE m.owner_id = :owner AND (:unit = '' OR m.cell_id = :unit) AND m.state = 'final' AND m.kind IN ({kinds})
          AND m.period BETWEEN :first AND :last ORDER BY v.name_sort, m.held_on
"""
_PEOPLE = """
    FROM evaluation e JOIN member m ON m.id = e.member_id
    LEFT JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL
"""
_OF_CAMPAIGN = "e.campaign_id = :campaign AND e.subject = 'member' AND (:unit = '' OR e.organization_id = :unit)"
_BY_NAME = "ORDER BY v.name_sort, m.name_sort"
_OF_COLLECTIVE = {
    "held": _HELD.format(kinds="'regular', 'combined'"),
    "thematic": _HELD.format(kinds="'thematic', 'combined'"),
    "committee": _HELD.format(kinds="'committee'"),
    "tasks": """
        SELECT coalesce(a.due_on, '') AS on_date, a.text AS what, a.outcome AS state, a.assignee AS note, a.id
        FROM assignment a WHERE a.owner_id = :owner AND (:unit = '' OR a.cell_id = :unit) AND a.year = :year
              AND a.outcome <> 'withdrawn' ORDER BY a.cell_id, a.due_on IS NULL, a.due_on, a.text
    """,
    "members": f"""
        SELECT '' AS on_date, m.full_name AS what, e.exclusion AS state, coalesce(v.name, '') AS note, m.id
        {_PEOPLE} WHERE {_OF_CAMPAIGN} {_BY_NAME}
    """,
    "assigned": f"""
        SELECT '' AS on_date, m.full_name AS what, '' AS state, coalesce(v.name, '') AS note, m.id
        {_PEOPLE} WHERE {_OF_CAMPAIGN} AND EXISTS (SELECT 1 FROM assignment a WHERE a.member_id = m.id
              AND a.year = :year AND a.outcome <> 'withdrawn') {_BY_NAME}
    """,
    "disciplined": f"""
        SELECT r.on_date, m.full_name AS what, r.form AS state, r.text AS note, m.id
        {_PEOPLE} JOIN member_record r ON r.member_id = m.id AND r.kind = 'discipline'
              AND substr(r.on_date, 1, 4) = :text WHERE {_OF_CAMPAIGN} {_BY_NAME}, r.on_date
    """,
    "admitted": f"""
        SELECT m.admitted_on AS on_date, m.full_name AS what, '' AS state, coalesce(v.name, '') AS note, m.id
        {_PEOPLE} WHERE {_OF_CAMPAIGN} AND substr(m.admitted_on, 1, 4) = :text {_BY_NAME}
    """,
    "units": f"""
        SELECT coalesce(e.decided_on, '') AS on_date, m.full_name AS what, e.decided_level AS state,
               coalesce(v.name, '') AS note, e.id
        {_PEOPLE} WHERE {_OF_CAMPAIGN} AND e.decided_level <> '' AND e.annulled_on IS NULL {_BY_NAME}
    """,
    "shortcomings": """
        SELECT coalesce(r.due_on, '') AS on_date, r.shortcoming AS what, r.state, r.result AS note, r.id FROM remedy r
        WHERE r.organization_id = :organization AND r.member_id IS NULL AND r.year = :before AND r.state <> 'dropped'
        ORDER BY r.position
    """,
}
_OF_OFFICE_UNITS = """
    SELECT coalesce(e.decided_on, '') AS on_date, v.name AS what, e.decided_level AS state, '' AS note, e.id
    FROM evaluation e JOIN organization_version v ON v.organization_id = e.organization_id AND v.valid_to IS NULL
    WHERE e.campaign_id = :campaign AND e.subject IN ('cell', 'grassroots') AND e.organization_id <> e.owner_id
          AND e.decided_level <> '' AND e.annulled_on IS NULL ORDER BY v.name_sort
"""
_COLLECTIVE_KIND = {
    **dict.fromkeys(("regular", "months", "required", "present"), "held"),
    **dict.fromkeys(("thematic", "quarters"), "thematic"),
    **dict.fromkeys(("tasks", *OUTCOMES), "tasks"),
    **dict.fromkeys(("shortcomings", "shortcomings_fixed"), "shortcomings"),
    **{name: name for name in ("committee", "members", "assigned", "disciplined", "admitted", "units")},
}
_ONLY = {
    "attended": "present", "excused": "excused", "unexcused": "unexcused", "commitment_kept": "kept",
    "shortcomings_fixed": "done", **{name: name for name in OUTCOMES},
}  # fmt: skip


def behind(store: Store, kept: Evaluation, figure: str) -> tuple[str, list[Row]]:
    """Return of what kind the rows behind a figure are, and the first ``MOST`` of them: on_date, what, state, note, id.

    ``figure`` is a field of YearFigures or CollectiveFigures; one nobody counts here has no rows.
    """
    of_office = kept.organization_id == kept.owner_id
    values = values_of(
        kept.year,
        kept.campaign_id,
        member=kept.member_id,
        owner=kept.owner_id,
        organization=kept.organization_id,
        unit="" if of_office else kept.organization_id,
    )
    if kept.subject is Subject.MEMBER:
        kind = _KIND.get(figure, "")
        sql = _OF_MEMBER.get(kind, "")
    else:
        kind = _COLLECTIVE_KIND.get(figure, "")
        sql = _OF_OFFICE_UNITS if of_office and kind == "units" else _OF_COLLECTIVE.get(kind, "")
    if not sql:
        return "", []
    rows = store.rows(sql, values)
    only = _ONLY.get(figure)
    if figure == "required" and kind == "meetings":
        rows = [row for row in rows if row["state"] != "not_required"]
    return kind, [row for row in rows if only is None or row["state"] == only][:MOST]
