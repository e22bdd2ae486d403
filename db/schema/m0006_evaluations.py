"""Tables of the year: assignments with their reviews, households, commitments, and the year-end review."""

NAME = "0006_evaluations"

STATEMENTS = (
    # --- assignments: what a task is besides its words ---
    "ALTER TABLE assignment ADD COLUMN kind TEXT NOT NULL DEFAULT 'resolution'",
    "ALTER TABLE assignment ADD COLUMN origin TEXT NOT NULL DEFAULT 'meeting'",
    # What it grew out of, by origin: a theme, a role, the assignment it takes over. May be of another store.
    "ALTER TABLE assignment ADD COLUMN origin_id TEXT",
    # The year it counts in: that of the day it is due, else of the day it was given.
    "ALTER TABLE assignment ADD COLUMN year INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE assignment ADD COLUMN target TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment ADD COLUMN area TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment ADD COLUMN basis TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment ADD COLUMN supervisor_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE assignment ADD COLUMN supervisor TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment ADD COLUMN helped_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE assignment ADD COLUMN helped TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE assignment ADD COLUMN weight INTEGER NOT NULL DEFAULT 1 CHECK (weight >= 0)",
    "ALTER TABLE assignment ADD COLUMN progress INTEGER CHECK (progress BETWEEN 0 AND 1000)",
    "ALTER TABLE assignment ADD COLUMN ended_on TEXT",
    "ALTER TABLE assignment ADD COLUMN end_reason TEXT NOT NULL DEFAULT ''",
    "UPDATE assignment SET year = CAST(substr(coalesce(due_on, given_on), 1, 4) AS INTEGER)",
    "CREATE INDEX assignment_of_member ON assignment (member_id, year, outcome) WHERE member_id IS NOT NULL",
    "CREATE INDEX assignment_of_year ON assignment (owner_id, year, cell_id, outcome, member_id)",
    # Kinds of tasks the office added or renamed; those the program knows stand in resources/lists.
    """
    CREATE TABLE assignment_kind (
        code TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        position INTEGER NOT NULL,
        hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE household (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        hamlet_id TEXT REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        head TEXT NOT NULL CHECK (head <> ''),
        address TEXT NOT NULL,
        people INTEGER CHECK (people >= 0),
        phone TEXT NOT NULL,
        note TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT,
        end_reason TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        head_sort TEXT NOT NULL,
        head_search TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX household_by_hamlet ON household (owner_id, hamlet_id, head_sort)",
    """
    CREATE TABLE household_circumstance (
        id TEXT PRIMARY KEY,
        household_id TEXT NOT NULL REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT,
        decision TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX household_circumstance_by_household ON household_circumstance (household_id, valid_from)",
    # Who is in charge of a household; at most one row holds on any day.
    """
    CREATE TABLE household_charge (
        id TEXT PRIMARY KEY,
        household_id TEXT NOT NULL REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT,
        end_reason TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX household_charge_by_household ON household_charge (household_id, valid_from)",
    "CREATE INDEX household_charge_by_member ON household_charge (member_id, valid_from)",
    # The diary: what was done on a day, for a task or at a household.
    """
    CREATE TABLE assignment_entry (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        assignment_id TEXT REFERENCES assignment (id) DEFERRABLE INITIALLY DEFERRED,
        household_id TEXT REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
        on_date TEXT NOT NULL,
        text TEXT NOT NULL,
        visits INTEGER NOT NULL DEFAULT 0 CHECK (visits >= 0),
        progress INTEGER CHECK (progress BETWEEN 0 AND 1000),
        at TEXT NOT NULL,
        CHECK (assignment_id IS NOT NULL OR household_id IS NOT NULL)
    ) STRICT
    """,
    "CREATE INDEX assignment_entry_by_assignment ON assignment_entry (assignment_id, on_date)",
    "CREATE INDEX assignment_entry_by_household ON assignment_entry (household_id, on_date)",
    "CREATE INDEX assignment_entry_by_member ON assignment_entry (member_id, on_date)",
    # What was said of a task at the end of a month (2026-03), a quarter (2026-Q1), half a year (2026-H1) or a year.
    """
    CREATE TABLE assignment_review (
        assignment_id TEXT NOT NULL REFERENCES assignment (id) DEFERRABLE INITIALLY DEFERRED,
        span TEXT NOT NULL,
        progress INTEGER CHECK (progress BETWEEN 0 AND 1000),
        self_assessment TEXT NOT NULL,
        committee_remark TEXT NOT NULL,
        conclusion TEXT NOT NULL,
        outcome TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (assignment_id, span)
    ) STRICT, WITHOUT ROWID
    """,
    # Bản cam kết tu dưỡng, rèn luyện, phấn đấu of a year, and the monthly look back on it.
    """
    CREATE TABLE commitment (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        year INTEGER NOT NULL,
        signed_on TEXT,
        text TEXT NOT NULL,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        UNIQUE (member_id, year)
    ) STRICT
    """,
    "CREATE INDEX commitment_of_year ON commitment (owner_id, year, cell_id)",
    """
    CREATE TABLE commitment_review (
        commitment_id TEXT NOT NULL REFERENCES commitment (id) DEFERRABLE INITIALLY DEFERRED,
        period TEXT NOT NULL,
        kept TEXT NOT NULL CHECK (kept IN ('kept', 'partly', 'not_kept')),
        text TEXT NOT NULL,
        PRIMARY KEY (commitment_id, period)
    ) STRICT, WITHOUT ROWID
    """,
    # --- rating schemes: files the office took in, values it set itself ---
    """
    CREATE TABLE scheme_file (
        code TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        adopted_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE scheme_value (
        scheme TEXT NOT NULL,
        path TEXT NOT NULL,
        value TEXT NOT NULL,
        document TEXT NOT NULL,
        number TEXT NOT NULL,
        dated TEXT,
        note TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (scheme, path)
    ) STRICT, WITHOUT ROWID
    """,
    # --- the year-end review ---
    """
    CREATE TABLE campaign (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        unit_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        year INTEGER NOT NULL,
        scheme TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
        version INTEGER NOT NULL CHECK (version >= 1),
        opened_on TEXT NOT NULL,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        UNIQUE (unit_id, year)
    ) STRICT
    """,
    # One row each time a campaign is closed; reopening begins the next version.
    """
    CREATE TABLE campaign_version (
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        version INTEGER NOT NULL,
        closed_at TEXT NOT NULL,
        reopened_at TEXT NOT NULL,
        reopen_reason TEXT NOT NULL,
        PRIMARY KEY (campaign_id, version)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE campaign_step (
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        due_on TEXT,
        done_on TEXT,
        note TEXT NOT NULL,
        PRIMARY KEY (campaign_id, code)
    ) STRICT, WITHOUT ROWID
    """,
    # One member or one collective in one campaign.
    """
    CREATE TABLE evaluation (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        year INTEGER NOT NULL,
        scheme TEXT NOT NULL,
        subject TEXT NOT NULL CHECK (subject IN ('member', 'cell', 'grassroots', 'committee')),
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        moved_by_hand INTEGER NOT NULL DEFAULT 0 CHECK (moved_by_hand IN (0, 1)),
        form TEXT NOT NULL,
        form_by_hand INTEGER NOT NULL DEFAULT 0 CHECK (form_by_hand IN (0, 1)),
        exclusion TEXT NOT NULL DEFAULT '',
        exclusion_note TEXT NOT NULL DEFAULT '',
        exclusion_by_hand INTEGER NOT NULL DEFAULT 0 CHECK (exclusion_by_hand IN (0, 1)),
        stage TEXT NOT NULL,
        positions TEXT NOT NULL DEFAULT '',
        self_on TEXT,
        self_level TEXT NOT NULL DEFAULT '',
        official_level TEXT NOT NULL DEFAULT '',
        agency_level TEXT NOT NULL DEFAULT '',
        task_points INTEGER CHECK (task_points >= 0),
        points INTEGER CHECK (points >= 0),
        suggestions TEXT NOT NULL DEFAULT '',
        residence_comment TEXT NOT NULL DEFAULT '',
        residence_by TEXT NOT NULL DEFAULT '',
        residence_on TEXT,
        committee_remark TEXT NOT NULL DEFAULT '',
        committee_level TEXT NOT NULL DEFAULT '',
        figures TEXT NOT NULL DEFAULT '',
        proposed_level TEXT NOT NULL DEFAULT '',
        proposed_on TEXT,
        proposed_by TEXT NOT NULL DEFAULT '',
        decided_level TEXT NOT NULL DEFAULT '',
        decided_on TEXT,
        decided_by TEXT NOT NULL DEFAULT '',
        decision_number TEXT NOT NULL DEFAULT '',
        annulled_on TEXT,
        annul_reason TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL CHECK (revision >= 1),
        CHECK ((subject = 'member') = (member_id IS NOT NULL))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX evaluation_of_member ON evaluation (campaign_id, member_id) WHERE member_id IS NOT NULL",
    """
    CREATE UNIQUE INDEX evaluation_of_collective ON evaluation (campaign_id, subject, organization_id)
        WHERE member_id IS NULL
    """,
    "CREATE INDEX evaluation_by_member ON evaluation (member_id, year) WHERE member_id IS NOT NULL",
    "CREATE INDEX evaluation_by_organization ON evaluation (organization_id, year, subject)",
    # Boards and summary tables count in this index alone.
    """
    CREATE INDEX evaluation_counts ON evaluation (campaign_id, subject, organization_id, stage, exclusion,
        decided_level, annulled_on)
    """,
    # Sections of the form: text, grade, points, whichever the section asks for.
    """
    CREATE TABLE evaluation_part (
        evaluation_id TEXT NOT NULL REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        text TEXT NOT NULL,
        grade TEXT NOT NULL,
        points INTEGER CHECK (points >= 0),
        PRIMARY KEY (evaluation_id, code)
    ) STRICT, WITHOUT ROWID
    """,
    # Every proposal, decision and annulment that was ever made; nothing here is changed or removed.
    """
    CREATE TABLE evaluation_ruling (
        id TEXT PRIMARY KEY,
        evaluation_id TEXT NOT NULL REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        seq INTEGER NOT NULL,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('proposal', 'decision', 'annulment')),
        level TEXT NOT NULL,
        on_date TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        number TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (evaluation_id, seq)
    ) STRICT
    """,
    # One count of ballots: the cell on its members, the cell on itself, the committee on what cells proposed.
    """
    CREATE TABLE ballot (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        held_on TEXT,
        form TEXT NOT NULL,
        convened INTEGER CHECK (convened >= 0),
        present INTEGER CHECK (present >= 0),
        issued INTEGER CHECK (issued >= 0),
        returned INTEGER CHECK (returned >= 0),
        valid INTEGER CHECK (valid >= 0),
        chair_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        head_teller TEXT NOT NULL,
        tellers TEXT NOT NULL,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT
    """,
    "CREATE INDEX ballot_of_campaign ON ballot (campaign_id, organization_id)",
    # Votes for one level; the level '' counts ballots on which nothing was ticked for the one voted on.
    """
    CREATE TABLE ballot_line (
        ballot_id TEXT NOT NULL REFERENCES ballot (id) DEFERRABLE INITIALLY DEFERRED,
        evaluation_id TEXT NOT NULL REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        level TEXT NOT NULL,
        votes INTEGER NOT NULL CHECK (votes >= 0),
        PRIMARY KEY (ballot_id, evaluation_id, level)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX ballot_line_by_evaluation ON ballot_line (evaluation_id)",
    # Bản đăng ký danh hiệu thi đua at the start of the year.
    """
    CREATE TABLE registration (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        year INTEGER NOT NULL,
        subject TEXT NOT NULL CHECK (subject IN ('member', 'cell', 'grassroots', 'committee')),
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        level TEXT NOT NULL,
        title TEXT NOT NULL,
        registered_on TEXT,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT
    """,
    "CREATE INDEX registration_of_year ON registration (owner_id, year, subject, organization_id)",
    "CREATE UNIQUE INDEX registration_of_member ON registration (member_id, year) WHERE member_id IS NOT NULL",
    """
    CREATE UNIQUE INDEX registration_of_collective ON registration (organization_id, year, subject)
        WHERE member_id IS NULL
    """,
    # Kế hoạch khắc phục hạn chế, khuyết điểm: one shortcoming and what is done about it.
    """
    CREATE TABLE remedy (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        year INTEGER NOT NULL,
        evaluation_id TEXT REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        shortcoming TEXT NOT NULL CHECK (shortcoming <> ''),
        measure TEXT NOT NULL,
        responsible TEXT NOT NULL,
        responsible_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        due_on TEXT,
        state TEXT NOT NULL CHECK (state IN ('open', 'doing', 'done', 'dropped')),
        done_on TEXT,
        result TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT
    """,
    "CREATE INDEX remedy_by_organization ON remedy (organization_id, year)",
    "CREATE INDEX remedy_by_member ON remedy (member_id, year) WHERE member_id IS NOT NULL",
)
