"""Tables of the full register: a person's particulars, dated acts, records, and what can be taken back as a whole."""

NAME = "0003_register"

# Release 0002 kept lines of cells and standings only. Each day on which one of an own member's lines begins or ends
# becomes the act it must have been, so that counts over a period know why they changed.
_ACTS_OF_LINES = """
    INSERT INTO member_event (id, owner_id, member_id, seq, kind, on_date, cell_id, party_group, standing, duty,
        decision_number, decision_on, decided_by, place, paper_number, dues_until, until, reason, cancelled,
        cancel_reason, before)
    WITH
    own AS (SELECT id, owner_id FROM member WHERE owner_id = (SELECT value FROM setting WHERE key = 'office_id')),
    change_day (member_id, owner_id, on_date) AS (
        SELECT own.id, own.owner_id, m.valid_from FROM own JOIN membership m ON m.member_id = own.id
        UNION SELECT own.id, own.owner_id, m.valid_to FROM own JOIN membership m ON m.member_id = own.id
        WHERE m.valid_to IS NOT NULL
        UNION SELECT own.id, own.owner_id, s.valid_from FROM own JOIN member_status s ON s.member_id = own.id
        UNION SELECT own.id, own.owner_id, s.valid_to FROM own JOIN member_status s ON s.member_id = own.id
        WHERE s.valid_to IS NOT NULL
    ),
    state AS (
        SELECT d.member_id, d.owner_id, d.on_date, s.status AS standing, coalesce(y.status, 'active') AS duty,
            m.cell_id,
            CASE WHEN s.valid_from = d.on_date AND s.decision <> '' THEN s.decision
                 WHEN y.valid_from = d.on_date THEN y.decision ELSE '' END AS decision,
            CASE WHEN s.valid_from = d.on_date AND s.reason <> '' THEN s.reason
                 WHEN y.valid_from = d.on_date THEN y.reason ELSE '' END AS reason
        FROM change_day d
        JOIN member_status s ON s.member_id = d.member_id AND s.axis = 'standing' AND s.valid_from <= d.on_date
            AND (s.valid_to IS NULL OR s.valid_to > d.on_date)
        LEFT JOIN member_status y ON y.member_id = d.member_id AND y.axis = 'duty' AND y.valid_from <= d.on_date
            AND (y.valid_to IS NULL OR y.valid_to > d.on_date)
        LEFT JOIN membership m ON m.member_id = d.member_id AND m.valid_from <= d.on_date
            AND (m.valid_to IS NULL OR m.valid_to > d.on_date)
    ),
    chain AS (
        SELECT *, lag(standing) OVER line AS was, lag(duty) OVER line AS was_duty, lag(cell_id) OVER line AS was_cell
        FROM state WINDOW line AS (PARTITION BY member_id ORDER BY on_date)
    ),
    act AS (
        SELECT *, CASE
            WHEN was IS NULL THEN 'registered'
            WHEN was <> standing AND standing = 'transferred' AND was_duty = 'visiting' THEN 'temporary_end'
            WHEN was <> standing AND standing = 'transferred' THEN 'transfer_out'
            WHEN was <> standing AND standing = 'removed' THEN 'removal'
            WHEN was <> standing AND standing = 'expelled' THEN 'expulsion'
            WHEN was <> standing AND standing = 'resigned' THEN 'resignation'
            WHEN was <> standing AND standing = 'deceased' THEN 'death'
            WHEN was = 'transferred' AND standing <> was AND duty = 'visiting' THEN 'temporary_in'
            WHEN was = 'transferred' AND standing <> was THEN 'transfer_in'
            WHEN was IN ('removed', 'expelled', 'resigned') AND standing <> was THEN 'readmission'
            WHEN was = 'probationary' AND standing = 'official' THEN 'recognition'
            WHEN was <> standing THEN 'registered'
            WHEN was_duty = 'visiting' AND duty <> was_duty THEN 'transfer_in'
            WHEN was_duty <> duty AND duty = 'visiting' THEN 'registered'
            WHEN was_duty <> duty AND duty = 'exempt' THEN 'exemption'
            WHEN was_duty <> duty AND duty = 'temporarily_exempt' THEN 'temporary_exemption'
            WHEN was_duty <> duty AND duty = 'away' THEN 'temporary_out'
            WHEN was_duty <> duty AND duty = 'suspended' THEN 'suspension'
            WHEN was_duty = 'away' AND duty <> was_duty THEN 'temporary_end'
            WHEN was_duty <> duty THEN 'resumption'
            WHEN was_cell IS NOT cell_id THEN 'cell_move'
            END AS kind
        FROM chain
    )
    SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
            || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
        owner_id, member_id, row_number() OVER (PARTITION BY member_id ORDER BY on_date), kind, on_date,
        CASE WHEN was_cell IS NOT cell_id THEN cell_id END, '', standing, duty, decision, NULL, '', '', '', '', NULL,
        reason, NULL, '', ''
    FROM act WHERE kind IS NOT NULL
"""

STATEMENTS = (
    # What an organisation is in the list of types (resources/lists/organization_types.toml); its kind says its part.
    "ALTER TABLE organization_version ADD COLUMN type_code TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE organization_version ADD COLUMN sector_code TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE hamlet ADD COLUMN established_on TEXT",
    "ALTER TABLE hamlet ADD COLUMN closed_on TEXT",
    # A hamlet bears one name, that of today; what it was called until a day stands here.
    """
    CREATE TABLE hamlet_former_name (
        hamlet_id TEXT NOT NULL REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        until TEXT NOT NULL CHECK (length(until) = 10),
        name TEXT NOT NULL CHECK (name <> ''),
        PRIMARY KEY (hamlet_id, until)
    ) STRICT, WITHOUT ROWID
    """,
    # An act that changes the tree: the units it took from and the units it made, so that old years keep their tree.
    # before and after are the rows it touched, so that the last act of a unit can be taken back exactly or not at all.
    """
    CREATE TABLE organization_event (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        on_date TEXT NOT NULL CHECK (length(on_date) = 10),
        decision_number TEXT NOT NULL,
        decision_on TEXT,
        decided_by TEXT NOT NULL,
        note TEXT NOT NULL,
        cancelled TEXT NOT NULL,
        cancel_reason TEXT NOT NULL,
        before BLOB,
        after BLOB
    ) STRICT
    """,
    """
    CREATE TABLE organization_event_part (
        event_id TEXT NOT NULL REFERENCES organization_event (id) DEFERRABLE INITIALLY DEFERRED,
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        part TEXT NOT NULL CHECK (part IN ('subject', 'from', 'to')),
        PRIMARY KEY (event_id, organization_id, part)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX organization_event_part_by_unit ON organization_event_part (organization_id)",
    """
    CREATE TABLE organization_role (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        role TEXT NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        person_name TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from),
        decision TEXT NOT NULL,
        note TEXT NOT NULL,
        CHECK (member_id IS NOT NULL OR person_name <> '')
    ) STRICT
    """,
    "CREATE INDEX organization_role_by_unit ON organization_role (organization_id, role, valid_from)",
    "CREATE INDEX organization_role_by_member ON organization_role (member_id) WHERE member_id IS NOT NULL",
    "ALTER TABLE membership ADD COLUMN party_group TEXT NOT NULL DEFAULT ''",
    # A person found to be written twice stays as a row without cell and standing that leads to the one kept.
    "ALTER TABLE member ADD COLUMN merged_into TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED",
    # Apart from member, so that lists do not drag all of it along.
    """
    CREATE TABLE member_profile (
        member_id TEXT PRIMARY KEY REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        birth_name TEXT NOT NULL,
        alias TEXT NOT NULL,
        birth_place TEXT NOT NULL,
        home_place TEXT NOT NULL,
        permanent_address TEXT NOT NULL,
        temporary_address TEXT NOT NULL,
        hamlet_id TEXT REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        religion_code TEXT NOT NULL,
        national_id TEXT NOT NULL,
        phone TEXT NOT NULL,
        family_background TEXT NOT NULL,
        occupation TEXT NOT NULL,
        former_occupation TEXT NOT NULL,
        general_education TEXT NOT NULL,
        qualification_code TEXT NOT NULL,
        qualification_field TEXT NOT NULL,
        academic_title TEXT NOT NULL,
        theory_code TEXT NOT NULL,
        foreign_language TEXT NOT NULL,
        computer_skill TEXT NOT NULL,
        minority_language TEXT NOT NULL,
        youth_joined_on TEXT NOT NULL,
        youth_member INTEGER NOT NULL CHECK (youth_member IN (0, 1)),
        admitted_place TEXT NOT NULL,
        introducers TEXT NOT NULL,
        official_place TEXT NOT NULL,
        card_issued_on TEXT NOT NULL,
        file_number TEXT NOT NULL,
        party_position TEXT NOT NULL,
        government_position TEXT NOT NULL,
        union_position TEXT NOT NULL,
        category_code TEXT NOT NULL,
        political_system TEXT NOT NULL CHECK (political_system IN ('', 'yes', 'no')),
        service_code TEXT NOT NULL,
        health TEXT NOT NULL,
        family_circumstances TEXT NOT NULL,
        poverty_code TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX member_profile_by_national_id ON member_profile (national_id) WHERE national_id <> ''",
    "CREATE INDEX member_profile_by_file_number ON member_profile (file_number) WHERE file_number <> ''",
    "CREATE INDEX member_profile_by_hamlet ON member_profile (hamlet_id) WHERE hamlet_id IS NOT NULL",
    # A dated act with its decision and how the person stood after it; the spans of member_status and membership are
    # what came of it, and the two are compared whenever members are counted over a period.
    """
    CREATE TABLE member_event (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        kind TEXT NOT NULL,
        on_date TEXT NOT NULL CHECK (length(on_date) = 10),
        cell_id TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        party_group TEXT NOT NULL,
        standing TEXT NOT NULL,
        duty TEXT NOT NULL,
        decision_number TEXT NOT NULL,
        decision_on TEXT,
        decided_by TEXT NOT NULL,
        place TEXT NOT NULL,
        paper_number TEXT NOT NULL,
        dues_until TEXT NOT NULL,
        until TEXT,
        reason TEXT NOT NULL,
        cancelled TEXT,
        cancel_reason TEXT NOT NULL,
        before TEXT NOT NULL,
        UNIQUE (member_id, seq)
    ) STRICT
    """,
    _ACTS_OF_LINES,
    "CREATE INDEX member_event_by_day ON member_event (on_date, member_id)",
    # Rewards, discipline, badges, and what concerns the place of residence.
    """
    CREATE TABLE member_record (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        kind TEXT NOT NULL CHECK (kind IN ('reward', 'discipline', 'badge', 'residence', 'comment')),
        on_date TEXT NOT NULL,
        until TEXT NOT NULL,
        form TEXT NOT NULL,
        number TEXT NOT NULL,
        issuer TEXT NOT NULL,
        place TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX member_record_by_member ON member_record (member_id, kind, on_date)",
    # Many people changed at once (an import, one field for many, two made one): kept so that it can be taken back.
    """
    CREATE TABLE change_set (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'bulk', 'merge')),
        label TEXT NOT NULL,
        at TEXT NOT NULL,
        added INTEGER NOT NULL CHECK (added >= 0),
        changed INTEGER NOT NULL CHECK (changed >= 0),
        undone_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE change_set_row (
        set_id TEXT NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        member_id TEXT NOT NULL,
        before BLOB,
        after BLOB NOT NULL,
        PRIMARY KEY (set_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    # Who is a person found in? Asked before they are taken out again, and by the engine when they are.
    "CREATE INDEX attendance_by_member ON attendance (member_id)",
    "CREATE INDEX opinion_by_member ON opinion (member_id) WHERE member_id IS NOT NULL",
    "CREATE INDEX meeting_by_chair ON meeting (chair_id) WHERE chair_id IS NOT NULL",
    "CREATE INDEX meeting_by_secretary ON meeting (secretary_id) WHERE secretary_id IS NOT NULL",
    "CREATE INDEX member_by_merged ON member (merged_into) WHERE merged_into IS NOT NULL",
    # How the columns of a kind of workbook were understood the last time.
    """
    CREATE TABLE import_mapping (
        signature TEXT PRIMARY KEY,
        mapping TEXT NOT NULL,
        used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
