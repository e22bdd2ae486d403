"""Tables of the full month: tasks and their outcome, documents announced, score sheets, themes, issued documents."""

NAME = "0005_meetings"

STATEMENTS = (
    # --- what is written about a meeting ---
    "ALTER TABLE meeting ADD COLUMN party_group TEXT NOT NULL DEFAULT ''",
    # The series of the committee meeting that prepared this one; that one may be imported later, so no reference.
    "ALTER TABLE meeting ADD COLUMN prepared_by TEXT",
    "ALTER TABLE meeting ADD COLUMN theme_id TEXT",
    "ALTER TABLE meeting ADD COLUMN guidance TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN guidance_reply TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN dues_note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0 CHECK (recorded IN (0, 1))",
    "ALTER TABLE meeting ADD COLUMN score_scheme TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN score_confirmed_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN quality_level TEXT NOT NULL DEFAULT ''",
    # Points are tenths.
    "ALTER TABLE meeting ADD COLUMN quality_points INTEGER CHECK (quality_points >= 0)",
    "ALTER TABLE agenda_item ADD COLUMN attached INTEGER NOT NULL DEFAULT 0 CHECK (attached IN (0, 1))",
    "ALTER TABLE agenda_item ADD COLUMN vote_matter TEXT NOT NULL DEFAULT 'ordinary'",
    """
    CREATE TABLE meeting_document (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        number TEXT NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    # Tasks as the minutes give them; what became of them stands in assignment.
    """
    CREATE TABLE meeting_task (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        item_position INTEGER NOT NULL,
        position INTEGER NOT NULL,
        task_id TEXT NOT NULL,
        text TEXT NOT NULL,
        assignee TEXT NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        due_on TEXT,
        PRIMARY KEY (meeting_id, item_position, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX meeting_task_by_member ON meeting_task (member_id) WHERE member_id IS NOT NULL",
    "CREATE INDEX meeting_task_by_task ON meeting_task (task_id)",
    """
    CREATE TABLE meeting_follow_up (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        assignment_id TEXT NOT NULL,
        text TEXT NOT NULL,
        assignee TEXT NOT NULL,
        due_on TEXT,
        outcome TEXT NOT NULL,
        remark TEXT NOT NULL,
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX meeting_follow_up_by_assignment ON meeting_follow_up (assignment_id)",
    """
    CREATE TABLE meeting_score (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        code TEXT NOT NULL,
        grouping TEXT NOT NULL,
        title TEXT NOT NULL,
        most INTEGER NOT NULL CHECK (most >= 0),
        proposed INTEGER CHECK (proposed >= 0),
        voted INTEGER CHECK (voted >= 0),
        confirmed INTEGER CHECK (confirmed >= 0),
        remark TEXT NOT NULL,
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    # --- what grows out of meetings ---
    """
    CREATE TABLE assignment (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        meeting_id TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        text TEXT NOT NULL CHECK (text <> ''),
        assignee TEXT NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        given_on TEXT NOT NULL,
        due_on TEXT,
        outcome TEXT NOT NULL
            CHECK (outcome IN ('open', 'above', 'on_time', 'late', 'not_done', 'withdrawn')),
        done_on TEXT,
        remark TEXT NOT NULL,
        recorded_in TEXT REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT
    """,
    "CREATE INDEX assignment_by_cell ON assignment (cell_id, outcome, given_on)",
    "CREATE INDEX assignment_by_member ON assignment (member_id) WHERE member_id IS NOT NULL",
    "CREATE INDEX assignment_by_meeting ON assignment (meeting_id) WHERE meeting_id IS NOT NULL",
    # What somebody entered about a task outside of any meeting; with the follow-ups it gives the outcome above.
    """
    CREATE TABLE assignment_by_hand (
        assignment_id TEXT PRIMARY KEY REFERENCES assignment (id) DEFERRABLE INITIALLY DEFERRED,
        outcome TEXT NOT NULL,
        done_on TEXT,
        remark TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE theme (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        year INTEGER NOT NULL,
        quarter INTEGER NOT NULL CHECK (quarter BETWEEN 1 AND 4),
        title TEXT NOT NULL CHECK (title <> ''),
        writer_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        presenter_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        approved_on TEXT,
        approval_number TEXT NOT NULL,
        sent_on TEXT,
        reported_on TEXT,
        note TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1)
    ) STRICT
    """,
    "CREATE INDEX theme_by_cell ON theme (cell_id, year, quarter)",
    "CREATE INDEX meeting_by_theme ON meeting (theme_id) WHERE theme_id IS NOT NULL",
    # The calendar of a year and what was held in its quarters are read out of this index alone.
    """
    CREATE INDEX meeting_of_year ON meeting (owner_id, state, period, cell_id, kind, held_on, id, quality_level,
        quality_points)
    """,
    # The tasks of a province by the day they were given, as far as they are looked at.
    "CREATE INDEX assignment_by_day ON assignment (given_on, outcome, due_on)",
    """
    CREATE TABLE issued_document (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        series_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        state TEXT NOT NULL CHECK (state IN ('final', 'superseded', 'cancelled')),
        type TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        issued_on TEXT NOT NULL CHECK (length(issued_on) = 10),
        meeting_series TEXT,
        subject TEXT NOT NULL,
        recipients TEXT NOT NULL,
        authority TEXT NOT NULL,
        signer_title TEXT NOT NULL,
        signer_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        signer TEXT NOT NULL,
        finalized_at TEXT NOT NULL,
        revision_reason TEXT NOT NULL,
        UNIQUE (series_id, version)
    ) STRICT
    """,
    "CREATE INDEX issued_document_by_cell ON issued_document (cell_id, type, issued_on)",
    """
    CREATE TABLE issued_section (
        document_id TEXT NOT NULL REFERENCES issued_document (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        heading TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    # Numbers the program does not give out, with the reason: no gap in a book stands unexplained.
    """
    CREATE TABLE number_skip (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        document TEXT NOT NULL,
        first INTEGER NOT NULL CHECK (first >= 1),
        last INTEGER NOT NULL CHECK (last >= first),
        on_date TEXT NOT NULL,
        reason TEXT NOT NULL CHECK (reason <> '')
    ) STRICT
    """,
    "CREATE INDEX number_skip_by_cell ON number_skip (cell_id, document)",
    # --- what the clerk keeps for use again; stays at home ---
    """
    CREATE TABLE text_block (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        field TEXT NOT NULL,
        title TEXT NOT NULL CHECK (title <> ''),
        body TEXT NOT NULL CHECK (body <> ''),
        uses INTEGER NOT NULL CHECK (uses >= 0),
        revision INTEGER NOT NULL CHECK (revision >= 1),
        title_search TEXT NOT NULL
    ) STRICT
    """,
    # Reasons for absence in the clerk's own words, by how often they were used.
    """
    CREATE TABLE phrase (
        kind TEXT NOT NULL,
        text TEXT NOT NULL CHECK (text <> ''),
        text_search TEXT NOT NULL,
        uses INTEGER NOT NULL CHECK (uses >= 0),
        last_on TEXT NOT NULL,
        PRIMARY KEY (kind, text)
    ) STRICT, WITHOUT ROWID
    """,
    # The history of one meeting or document is looked up in a trail of many thousand rows.
    "CREATE INDEX audit_by_subject ON audit (subject)",
    # --- Word templates the office edited: the one in use and the one before it ---
    """
    CREATE TABLE word_template (
        kind TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        body BLOB NOT NULL,
        adopted_at TEXT NOT NULL,
        PRIMARY KEY (kind, version)
    ) STRICT
    """,
)
