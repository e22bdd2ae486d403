"""Tables of the records: organisations, members, meetings, drafts and the audit trail."""

NAME = "0001_records"

STATEMENTS = (
    """
    CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous BLOB NOT NULL CHECK (length(previous) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT
    """,
    """
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    # One row an organisation; what may change over time stands in organization_version.
    """
    CREATE TABLE organization (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        code TEXT NOT NULL CHECK (code <> ''),
        established_on TEXT,
        closed_on TEXT,
        UNIQUE (owner_id, code)
    ) STRICT
    """,
    """
    CREATE TABLE organization_version (
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from),
        name TEXT NOT NULL CHECK (name <> ''),
        header_name TEXT NOT NULL,
        kind TEXT NOT NULL,
        parent_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        place TEXT NOT NULL,
        meeting_day INTEGER CHECK (meeting_day BETWEEN 1 AND 31),
        name_search TEXT NOT NULL,
        name_sort TEXT NOT NULL,
        PRIMARY KEY (organization_id, valid_from)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX organization_version_by_parent ON organization_version (parent_id, kind, name_sort)",
    """
    CREATE TABLE hamlet (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        name_search TEXT NOT NULL,
        name_sort TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE cell_hamlet (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        hamlet_id TEXT NOT NULL REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from)
    ) STRICT
    """,
    "CREATE INDEX cell_hamlet_by_cell ON cell_hamlet (cell_id, valid_from)",
    """
    CREATE TABLE member (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        full_name TEXT NOT NULL CHECK (full_name <> ''),
        birth_date TEXT NOT NULL,
        sex TEXT NOT NULL,
        ethnic_code TEXT NOT NULL,
        admitted_on TEXT,
        official_on TEXT,
        card_number TEXT NOT NULL,
        sort_name TEXT NOT NULL,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        name_search TEXT NOT NULL,
        name_sort TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX member_by_name ON member (name_sort, name_search)",
    "CREATE UNIQUE INDEX member_by_card ON member (owner_id, card_number) WHERE card_number <> ''",
    """
    CREATE TABLE membership (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from)
    ) STRICT
    """,
    "CREATE INDEX membership_by_cell ON membership (cell_id, valid_from)",
    "CREATE INDEX membership_by_member ON membership (member_id, valid_from, valid_to, cell_id)",
    """
    CREATE TABLE member_status (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        axis TEXT NOT NULL CHECK (axis IN ('standing', 'duty')),
        status TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from),
        decision TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX member_status_by_member ON member_status (member_id, axis, valid_from, valid_to, status)",
    # The counts of a meeting are kept beside it: they are what was true on that day and what every table adds up.
    """
    CREATE TABLE meeting (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        series_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        state TEXT NOT NULL CHECK (state IN ('final', 'superseded', 'cancelled')),
        number INTEGER NOT NULL CHECK (number >= 1),
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        kind TEXT NOT NULL,
        period TEXT NOT NULL CHECK (length(period) = 7),
        held_on TEXT NOT NULL CHECK (length(held_on) = 10),
        start_time TEXT NOT NULL,
        end_time TEXT NOT NULL,
        place TEXT NOT NULL,
        chair_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        secretary_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        theme TEXT NOT NULL,
        approval_agree INTEGER CHECK (approval_agree >= 0),
        required INTEGER NOT NULL CHECK (required >= 0),
        present INTEGER NOT NULL CHECK (present >= 0),
        excused INTEGER NOT NULL CHECK (excused >= 0),
        unexcused INTEGER NOT NULL CHECK (unexcused >= 0),
        conclusions INTEGER NOT NULL CHECK (conclusions >= 0),
        finalized_at TEXT NOT NULL,
        revision_reason TEXT NOT NULL,
        UNIQUE (series_id, version)
    ) STRICT
    """,
    "CREATE INDEX meeting_by_period ON meeting (period, cell_id, state)",
    "CREATE INDEX meeting_by_cell ON meeting (cell_id, period, state)",
    """
    CREATE UNIQUE INDEX meeting_one_regular_a_month ON meeting (cell_id, period)
    WHERE state = 'final' AND kind IN ('regular', 'combined')
    """,
    """
    CREATE TABLE attendance (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        full_name TEXT NOT NULL,
        standing TEXT NOT NULL,
        duty TEXT NOT NULL,
        presence TEXT NOT NULL CHECK (presence IN ('present', 'excused', 'unexcused', 'not_required')),
        reason TEXT NOT NULL,
        PRIMARY KEY (meeting_id, position),
        UNIQUE (meeting_id, member_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE guest (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        unit TEXT NOT NULL,
        from_above INTEGER NOT NULL CHECK (from_above IN (0, 1)),
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE agenda_item (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        content TEXT NOT NULL,
        conclusion TEXT NOT NULL,
        vote_form TEXT,
        vote_entitled INTEGER,
        vote_agree INTEGER,
        vote_disagree INTEGER,
        vote_other INTEGER,
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE opinion (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        item_position INTEGER NOT NULL,
        position INTEGER NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        speaker TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (meeting_id, item_position, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE draft (
        form TEXT NOT NULL,
        id TEXT NOT NULL,
        cell_id TEXT,
        period TEXT,
        body BLOB NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (form, id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX draft_by_cell ON draft (form, period, cell_id)",
)
