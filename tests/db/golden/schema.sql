-- trigger audit_is_never_changed
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

-- trigger audit_is_never_deleted
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

-- trigger member_delete_unsearched
CREATE TRIGGER member_delete_unsearched AFTER DELETE ON member
    BEGIN
        DELETE FROM member_unsearched WHERE member_rowid = OLD.rowid;
        DELETE FROM member_search WHERE rowid = OLD.rowid;
    END;

-- trigger member_insert_stands
CREATE TRIGGER member_insert_stands AFTER INSERT ON member BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = NEW.id; END;

-- trigger member_insert_unsearched
CREATE TRIGGER member_insert_unsearched AFTER INSERT ON member
    BEGIN INSERT OR IGNORE INTO member_unsearched (member_rowid) VALUES (NEW.rowid); END;

-- trigger member_profile_delete_unsearched
CREATE TRIGGER member_profile_delete_unsearched AFTER DELETE ON member_profile
        BEGIN INSERT OR IGNORE INTO member_unsearched (member_rowid) SELECT rowid FROM member WHERE id = OLD.member_id; END;

-- trigger member_profile_insert_unsearched
CREATE TRIGGER member_profile_insert_unsearched AFTER INSERT ON member_profile
        BEGIN INSERT OR IGNORE INTO member_unsearched (member_rowid) SELECT rowid FROM member WHERE id = NEW.member_id; END;

-- trigger member_profile_update_unsearched
CREATE TRIGGER member_profile_update_unsearched AFTER UPDATE ON member_profile
        BEGIN INSERT OR IGNORE INTO member_unsearched (member_rowid) SELECT rowid FROM member WHERE id = NEW.member_id; END;

-- trigger member_status_delete_moves_member
CREATE TRIGGER member_status_delete_moves_member AFTER DELETE ON member_status
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = OLD.member_id; END;

-- trigger member_status_insert_moves_member
CREATE TRIGGER member_status_insert_moves_member AFTER INSERT ON member_status
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = NEW.member_id; END;

-- trigger member_status_update_moves_member
CREATE TRIGGER member_status_update_moves_member AFTER UPDATE ON member_status
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = NEW.member_id; END;

-- trigger member_update_unsearched
CREATE TRIGGER member_update_unsearched AFTER UPDATE OF full_name, sort_name, card_number, is_member ON member
    WHEN (OLD.full_name, OLD.sort_name, OLD.card_number, OLD.is_member)
        <> (NEW.full_name, NEW.sort_name, NEW.card_number, NEW.is_member)
    BEGIN INSERT OR IGNORE INTO member_unsearched (member_rowid) VALUES (NEW.rowid); END;

-- trigger membership_delete_moves_member
CREATE TRIGGER membership_delete_moves_member AFTER DELETE ON membership
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = OLD.member_id; END;

-- trigger membership_insert_moves_member
CREATE TRIGGER membership_insert_moves_member AFTER INSERT ON membership
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = NEW.member_id; END;

-- trigger membership_update_moves_member
CREATE TRIGGER membership_update_moves_member AFTER UPDATE ON membership
    BEGIN 
    UPDATE member SET
        last_cell = (SELECT cell_id FROM membership WHERE member_id = member.id ORDER BY valid_from DESC LIMIT 1),
        last_standing = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'standing'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), ''),
        last_duty = coalesce((SELECT status FROM member_status WHERE member_id = member.id AND axis = 'duty'
            AND valid_to IS NULL ORDER BY valid_from DESC LIMIT 1), 'active'),
        is_member = EXISTS (SELECT 1 FROM membership WHERE member_id = member.id AND valid_to IS NULL)
            AND EXISTS (SELECT 1 FROM member_status WHERE member_id = member.id AND axis = 'standing'
                AND valid_to IS NULL AND status IN ('probationary', 'official')),
        settled_on = max(
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT max(max(valid_from, coalesce(valid_to, ''))) FROM member_status WHERE member_id = member.id), ''))
 WHERE id = NEW.member_id; END;

-- table _sqlite_migrations
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

-- table agenda_item
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
        vote_other INTEGER, attached INTEGER NOT NULL DEFAULT 0 CHECK (attached IN (0, 1)), vote_matter TEXT NOT NULL DEFAULT 'ordinary',
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID;

-- table assignment
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
    , kind TEXT NOT NULL DEFAULT 'resolution', origin TEXT NOT NULL DEFAULT 'meeting', origin_id TEXT, year INTEGER NOT NULL DEFAULT 0, target TEXT NOT NULL DEFAULT '', area TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT '', supervisor_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED, supervisor TEXT NOT NULL DEFAULT '', helped_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED, helped TEXT NOT NULL DEFAULT '', weight INTEGER NOT NULL DEFAULT 1 CHECK (weight >= 0), progress INTEGER CHECK (progress BETWEEN 0 AND 1000), ended_on TEXT, end_reason TEXT NOT NULL DEFAULT '') STRICT;

-- table assignment_by_hand
CREATE TABLE assignment_by_hand (
        assignment_id TEXT PRIMARY KEY REFERENCES assignment (id) DEFERRABLE INITIALLY DEFERRED,
        outcome TEXT NOT NULL,
        done_on TEXT,
        remark TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table assignment_entry
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
    ) STRICT;

-- table assignment_kind
CREATE TABLE assignment_kind (
        code TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        position INTEGER NOT NULL,
        hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
    ) STRICT, WITHOUT ROWID;

-- table assignment_review
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
    ) STRICT, WITHOUT ROWID;

-- table attendance
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
    ) STRICT, WITHOUT ROWID;

-- table audit
CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous BLOB NOT NULL CHECK (length(previous) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;

-- table ballot
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
    ) STRICT;

-- table ballot_line
CREATE TABLE ballot_line (
        ballot_id TEXT NOT NULL REFERENCES ballot (id) DEFERRABLE INITIALLY DEFERRED,
        evaluation_id TEXT NOT NULL REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        level TEXT NOT NULL,
        votes INTEGER NOT NULL CHECK (votes >= 0),
        PRIMARY KEY (ballot_id, evaluation_id, level)
    ) STRICT, WITHOUT ROWID;

-- table campaign
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
    ) STRICT;

-- table campaign_step
CREATE TABLE campaign_step (
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        due_on TEXT,
        done_on TEXT,
        note TEXT NOT NULL,
        PRIMARY KEY (campaign_id, code)
    ) STRICT, WITHOUT ROWID;

-- table campaign_version
CREATE TABLE campaign_version (
        campaign_id TEXT NOT NULL REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED,
        version INTEGER NOT NULL,
        closed_at TEXT NOT NULL,
        reopened_at TEXT NOT NULL,
        reopen_reason TEXT NOT NULL,
        PRIMARY KEY (campaign_id, version)
    ) STRICT, WITHOUT ROWID;

-- table cell_hamlet
CREATE TABLE cell_hamlet (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        hamlet_id TEXT NOT NULL REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from)
    ) STRICT;

-- table certificate
CREATE TABLE certificate (
        org_id TEXT NOT NULL,
        incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
        role TEXT NOT NULL CHECK (role IN ('office', 'prepared', 'approved')),
        sign_key TEXT NOT NULL CHECK (length(sign_key) = 64),
        exchange_key TEXT NOT NULL,
        serial INTEGER NOT NULL CHECK (serial >= 1),
        valid_from_bundle INTEGER NOT NULL,
        issued_by TEXT NOT NULL,
        revoked_seq INTEGER,
        revoked_manifest TEXT,
        PRIMARY KEY (org_id, role, incarnation, sign_key)
    ) STRICT, WITHOUT ROWID;

-- table chain_head
CREATE TABLE chain_head (
        issuer_id TEXT PRIMARY KEY,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        manifest TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table change_set
CREATE TABLE change_set (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('import', 'bulk', 'merge')),
        label TEXT NOT NULL,
        at TEXT NOT NULL,
        added INTEGER NOT NULL CHECK (added >= 0),
        changed INTEGER NOT NULL CHECK (changed >= 0),
        undone_at TEXT
    ) STRICT;

-- table change_set_row
CREATE TABLE change_set_row (
        set_id TEXT NOT NULL REFERENCES change_set (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        member_id TEXT NOT NULL,
        before BLOB,
        after BLOB NOT NULL,
        PRIMARY KEY (set_id, position)
    ) STRICT, WITHOUT ROWID;

-- table commitment
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
    ) STRICT;

-- table commitment_review
CREATE TABLE commitment_review (
        commitment_id TEXT NOT NULL REFERENCES commitment (id) DEFERRABLE INITIALLY DEFERRED,
        period TEXT NOT NULL,
        kept TEXT NOT NULL CHECK (kept IN ('kept', 'partly', 'not_kept')),
        text TEXT NOT NULL,
        PRIMARY KEY (commitment_id, period)
    ) STRICT, WITHOUT ROWID;

-- table draft
CREATE TABLE draft (
        form TEXT NOT NULL,
        id TEXT NOT NULL,
        cell_id TEXT,
        period TEXT,
        body BLOB NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (form, id)
    ) STRICT, WITHOUT ROWID;

-- table evaluation
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
    ) STRICT;

-- table evaluation_part
CREATE TABLE evaluation_part (
        evaluation_id TEXT NOT NULL REFERENCES evaluation (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        text TEXT NOT NULL,
        grade TEXT NOT NULL,
        points INTEGER CHECK (points >= 0),
        PRIMARY KEY (evaluation_id, code)
    ) STRICT, WITHOUT ROWID;

-- table evaluation_ruling
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
    ) STRICT;

-- table guest
CREATE TABLE guest (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        unit TEXT NOT NULL,
        from_above INTEGER NOT NULL CHECK (from_above IN (0, 1)),
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID;

-- table hamlet
CREATE TABLE hamlet (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        name_search TEXT NOT NULL,
        name_sort TEXT NOT NULL
    , established_on TEXT, closed_on TEXT) STRICT;

-- table hamlet_former_name
CREATE TABLE hamlet_former_name (
        hamlet_id TEXT NOT NULL REFERENCES hamlet (id) DEFERRABLE INITIALLY DEFERRED,
        until TEXT NOT NULL CHECK (length(until) = 10),
        name TEXT NOT NULL CHECK (name <> ''),
        PRIMARY KEY (hamlet_id, until)
    ) STRICT, WITHOUT ROWID;

-- table held_package
CREATE TABLE held_package (
        file_sha256 TEXT PRIMARY KEY,
        issuer_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        code TEXT NOT NULL,
        held_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table household
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
    ) STRICT;

-- table household_charge
CREATE TABLE household_charge (
        id TEXT PRIMARY KEY,
        household_id TEXT NOT NULL REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT,
        end_reason TEXT NOT NULL
    ) STRICT;

-- table household_circumstance
CREATE TABLE household_circumstance (
        id TEXT PRIMARY KEY,
        household_id TEXT NOT NULL REFERENCES household (id) DEFERRABLE INITIALLY DEFERRED,
        code TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        valid_to TEXT,
        decision TEXT NOT NULL
    ) STRICT;

-- table import_mapping
CREATE TABLE import_mapping (
        signature TEXT PRIMARY KEY,
        mapping TEXT NOT NULL,
        used_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table issued_document
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
    ) STRICT;

-- table issued_section
CREATE TABLE issued_section (
        document_id TEXT NOT NULL REFERENCES issued_document (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        heading TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, position)
    ) STRICT, WITHOUT ROWID;

-- table meeting
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
        revision_reason TEXT NOT NULL, party_group TEXT NOT NULL DEFAULT '', prepared_by TEXT, theme_id TEXT, guidance TEXT NOT NULL DEFAULT '', guidance_reply TEXT NOT NULL DEFAULT '', dues_note TEXT NOT NULL DEFAULT '', recorded INTEGER NOT NULL DEFAULT 0 CHECK (recorded IN (0, 1)), score_scheme TEXT NOT NULL DEFAULT '', score_confirmed_by TEXT NOT NULL DEFAULT '', quality_level TEXT NOT NULL DEFAULT '', quality_points INTEGER CHECK (quality_points >= 0),
        UNIQUE (series_id, version)
    ) STRICT;

-- table meeting_document
CREATE TABLE meeting_document (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        position INTEGER NOT NULL,
        number TEXT NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (meeting_id, position)
    ) STRICT, WITHOUT ROWID;

-- table meeting_follow_up
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
    ) STRICT, WITHOUT ROWID;

-- table meeting_score
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
    ) STRICT, WITHOUT ROWID;

-- table meeting_task
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
    ) STRICT, WITHOUT ROWID;

-- table member
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
    , merged_into TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED, last_cell TEXT, last_standing TEXT NOT NULL DEFAULT '', last_duty TEXT NOT NULL DEFAULT 'active', is_member INTEGER NOT NULL DEFAULT 0, settled_on TEXT NOT NULL DEFAULT '') STRICT;

-- table member_distinct
CREATE TABLE member_distinct (
        first_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        second_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (first_id, second_id),
        CHECK (first_id < second_id)
    ) STRICT, WITHOUT ROWID;

-- table member_event
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
    ) STRICT;

-- table member_profile
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
    ) STRICT, WITHOUT ROWID;

-- table member_record
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
    ) STRICT;

-- table member_search
CREATE VIRTUAL TABLE member_search USING fts5
    (words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6', tokenize = 'ascii');

-- table member_search_config
CREATE TABLE 'member_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

-- table member_search_data
CREATE TABLE 'member_search_data'(id INTEGER PRIMARY KEY, block BLOB);

-- table member_search_docsize
CREATE TABLE 'member_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

-- table member_search_idx
CREATE TABLE 'member_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

-- table member_status
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
    ) STRICT;

-- table member_unsearched
CREATE TABLE member_unsearched (member_rowid INTEGER PRIMARY KEY) STRICT;

-- table membership
CREATE TABLE membership (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from)
    , party_group TEXT NOT NULL DEFAULT '') STRICT;

-- table number_skip
CREATE TABLE number_skip (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        cell_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        document TEXT NOT NULL,
        first INTEGER NOT NULL CHECK (first >= 1),
        last INTEGER NOT NULL CHECK (last >= first),
        on_date TEXT NOT NULL,
        reason TEXT NOT NULL CHECK (reason <> '')
    ) STRICT;

-- table opinion
CREATE TABLE opinion (
        meeting_id TEXT NOT NULL REFERENCES meeting (id) DEFERRABLE INITIALLY DEFERRED,
        item_position INTEGER NOT NULL,
        position INTEGER NOT NULL,
        member_id TEXT REFERENCES member (id) DEFERRABLE INITIALLY DEFERRED,
        speaker TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (meeting_id, item_position, position)
    ) STRICT, WITHOUT ROWID;

-- table organization
CREATE TABLE organization (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        code TEXT NOT NULL CHECK (code <> ''),
        established_on TEXT,
        closed_on TEXT,
        UNIQUE (owner_id, code)
    ) STRICT;

-- table organization_event
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
    ) STRICT;

-- table organization_event_part
CREATE TABLE organization_event_part (
        event_id TEXT NOT NULL REFERENCES organization_event (id) DEFERRABLE INITIALLY DEFERRED,
        organization_id TEXT NOT NULL REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
        part TEXT NOT NULL CHECK (part IN ('subject', 'from', 'to')),
        PRIMARY KEY (event_id, organization_id, part)
    ) STRICT, WITHOUT ROWID;

-- table organization_role
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
    ) STRICT;

-- table organization_version
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
        name_sort TEXT NOT NULL, type_code TEXT NOT NULL DEFAULT '', sector_code TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (organization_id, valid_from)
    ) STRICT, WITHOUT ROWID;

-- table own_key
CREATE TABLE own_key (
        role TEXT NOT NULL CHECK (role IN ('office', 'exchange', 'prepared', 'approved')),
        incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
        public TEXT NOT NULL,
        secret TEXT NOT NULL,
        created_at TEXT NOT NULL,
        retired_at TEXT,
        PRIMARY KEY (role, public)
    ) STRICT, WITHOUT ROWID;

-- table peer
CREATE TABLE peer (
        org_id TEXT PRIMARY KEY,
        relation TEXT NOT NULL CHECK (relation IN ('parent', 'child')),
        state TEXT NOT NULL CHECK (state IN ('active', 'frozen')),
        name TEXT NOT NULL,
        code TEXT NOT NULL,
        incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
        check_code TEXT NOT NULL,
        pinned_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table phrase
CREATE TABLE phrase (
        kind TEXT NOT NULL,
        text TEXT NOT NULL CHECK (text <> ''),
        text_search TEXT NOT NULL,
        uses INTEGER NOT NULL CHECK (uses >= 0),
        last_on TEXT NOT NULL,
        PRIMARY KEY (kind, text)
    ) STRICT, WITHOUT ROWID;

-- table receipt
CREATE TABLE receipt (
        manifest TEXT PRIMARY KEY REFERENCES received_package (manifest) DEFERRABLE INITIALLY DEFERRED,
        verdict TEXT NOT NULL,
        added INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        removed INTEGER NOT NULL,
        state TEXT NOT NULL,
        missing TEXT NOT NULL,
        reason TEXT NOT NULL,
        applied_at TEXT NOT NULL,
        ack_pkg_id TEXT REFERENCES sent_package (pkg_id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT, WITHOUT ROWID;

-- table received_package
CREATE TABLE received_package (
        manifest TEXT PRIMARY KEY CHECK (length(manifest) = 64),
        pkg_id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        issuer_id TEXT NOT NULL,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        prev TEXT,
        counter INTEGER NOT NULL,
        acked TEXT,
        period TEXT NOT NULL,
        label TEXT NOT NULL,
        file_sha256 TEXT NOT NULL,
        created TEXT NOT NULL,
        audit_head TEXT NOT NULL,
        UNIQUE (issuer_id, incarnation, seq)
    ) STRICT;

-- table received_partition
CREATE TABLE received_partition (
        issuer_id TEXT NOT NULL,
        cell_id TEXT NOT NULL,
        dataset TEXT NOT NULL,
        period TEXT NOT NULL,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        manifest TEXT NOT NULL REFERENCES received_package (manifest) DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (issuer_id, cell_id, dataset, period)
    ) STRICT, WITHOUT ROWID;

-- table registration
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
    ) STRICT;

-- table remedy
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
    ) STRICT;

-- table scheme_file
CREATE TABLE scheme_file (
        code TEXT PRIMARY KEY,
        body TEXT NOT NULL,
        adopted_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table scheme_value
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
    ) STRICT, WITHOUT ROWID;

-- table sent_package
CREATE TABLE sent_package (
        pkg_id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        recipient_id TEXT NOT NULL,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        manifest TEXT NOT NULL CHECK (length(manifest) = 64),
        period TEXT NOT NULL,
        label TEXT NOT NULL,
        file_name TEXT NOT NULL,
        file_sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        content TEXT NOT NULL,
        registers TEXT NOT NULL,
        counts TEXT NOT NULL,
        state TEXT NOT NULL,
        made_at TEXT NOT NULL,
        exported_at TEXT,
        ack_verdict TEXT,
        ack_matched INTEGER CHECK (ack_matched IN (0, 1)),
        acked_at TEXT,
        UNIQUE (recipient_id, incarnation, seq)
    ) STRICT;

-- table setting
CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table text_block
CREATE TABLE text_block (
        id TEXT PRIMARY KEY,
        owner_id TEXT NOT NULL,
        field TEXT NOT NULL,
        title TEXT NOT NULL CHECK (title <> ''),
        body TEXT NOT NULL CHECK (body <> ''),
        uses INTEGER NOT NULL CHECK (uses >= 0),
        revision INTEGER NOT NULL CHECK (revision >= 1),
        title_search TEXT NOT NULL
    ) STRICT;

-- table theme
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
    ) STRICT;

-- table trust_bundle
CREATE TABLE trust_bundle (
        issuer_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        signatures BLOB NOT NULL,
        PRIMARY KEY (issuer_id, version)
    ) STRICT, WITHOUT ROWID;

-- table word_template
CREATE TABLE word_template (
        kind TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        body BLOB NOT NULL,
        adopted_at TEXT NOT NULL,
        PRIMARY KEY (kind, version)
    ) STRICT;

-- index assignment_by_cell
CREATE INDEX assignment_by_cell ON assignment (cell_id, outcome, given_on);

-- index assignment_by_day
CREATE INDEX assignment_by_day ON assignment (given_on, outcome, due_on);

-- index assignment_by_meeting
CREATE INDEX assignment_by_meeting ON assignment (meeting_id) WHERE meeting_id IS NOT NULL;

-- index assignment_by_member
CREATE INDEX assignment_by_member ON assignment (member_id) WHERE member_id IS NOT NULL;

-- index assignment_entry_by_assignment
CREATE INDEX assignment_entry_by_assignment ON assignment_entry (assignment_id, on_date);

-- index assignment_entry_by_household
CREATE INDEX assignment_entry_by_household ON assignment_entry (household_id, on_date);

-- index assignment_entry_by_member
CREATE INDEX assignment_entry_by_member ON assignment_entry (member_id, on_date);

-- index assignment_of_member
CREATE INDEX assignment_of_member ON assignment (member_id, year, outcome) WHERE member_id IS NOT NULL;

-- index assignment_of_year
CREATE INDEX assignment_of_year ON assignment (owner_id, year, cell_id, outcome, member_id);

-- index attendance_by_member
CREATE INDEX attendance_by_member ON attendance (member_id);

-- index audit_by_subject
CREATE INDEX audit_by_subject ON audit (subject);

-- index ballot_line_by_evaluation
CREATE INDEX ballot_line_by_evaluation ON ballot_line (evaluation_id);

-- index ballot_of_campaign
CREATE INDEX ballot_of_campaign ON ballot (campaign_id, organization_id);

-- index cell_hamlet_by_cell
CREATE INDEX cell_hamlet_by_cell ON cell_hamlet (cell_id, valid_from);

-- index commitment_of_year
CREATE INDEX commitment_of_year ON commitment (owner_id, year, cell_id);

-- index draft_by_cell
CREATE INDEX draft_by_cell ON draft (form, period, cell_id);

-- index evaluation_by_member
CREATE INDEX evaluation_by_member ON evaluation (member_id, year) WHERE member_id IS NOT NULL;

-- index evaluation_by_organization
CREATE INDEX evaluation_by_organization ON evaluation (organization_id, year, subject);

-- index evaluation_counts
CREATE INDEX evaluation_counts ON evaluation (campaign_id, subject, organization_id, stage, exclusion,
        decided_level, annulled_on);

-- index evaluation_of_collective
CREATE UNIQUE INDEX evaluation_of_collective ON evaluation (campaign_id, subject, organization_id)
        WHERE member_id IS NULL;

-- index evaluation_of_member
CREATE UNIQUE INDEX evaluation_of_member ON evaluation (campaign_id, member_id) WHERE member_id IS NOT NULL;

-- index household_by_hamlet
CREATE INDEX household_by_hamlet ON household (owner_id, hamlet_id, head_sort);

-- index household_charge_by_household
CREATE INDEX household_charge_by_household ON household_charge (household_id, valid_from);

-- index household_charge_by_member
CREATE INDEX household_charge_by_member ON household_charge (member_id, valid_from);

-- index household_circumstance_by_household
CREATE INDEX household_circumstance_by_household ON household_circumstance (household_id, valid_from);

-- index idx__sqlite_migrations_migration_set_name
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

-- index issued_document_by_cell
CREATE INDEX issued_document_by_cell ON issued_document (cell_id, type, issued_on);

-- index meeting_by_cell
CREATE INDEX meeting_by_cell ON meeting (cell_id, period, state);

-- index meeting_by_chair
CREATE INDEX meeting_by_chair ON meeting (chair_id) WHERE chair_id IS NOT NULL;

-- index meeting_by_period
CREATE INDEX meeting_by_period ON meeting (period, cell_id, state);

-- index meeting_by_secretary
CREATE INDEX meeting_by_secretary ON meeting (secretary_id) WHERE secretary_id IS NOT NULL;

-- index meeting_by_theme
CREATE INDEX meeting_by_theme ON meeting (theme_id) WHERE theme_id IS NOT NULL;

-- index meeting_follow_up_by_assignment
CREATE INDEX meeting_follow_up_by_assignment ON meeting_follow_up (assignment_id);

-- index meeting_of_year
CREATE INDEX meeting_of_year ON meeting (owner_id, state, period, cell_id, kind, held_on, id, quality_level,
        quality_points);

-- index meeting_one_regular_a_month
CREATE UNIQUE INDEX meeting_one_regular_a_month ON meeting (cell_id, period)
    WHERE state = 'final' AND kind IN ('regular', 'combined');

-- index meeting_task_by_member
CREATE INDEX meeting_task_by_member ON meeting_task (member_id) WHERE member_id IS NOT NULL;

-- index meeting_task_by_task
CREATE INDEX meeting_task_by_task ON meeting_task (task_id);

-- index member_by_card
CREATE UNIQUE INDEX member_by_card ON member (owner_id, card_number) WHERE card_number <> '';

-- index member_by_last_cell
CREATE INDEX member_by_last_cell ON member (last_cell, is_member, last_duty, last_standing, settled_on);

-- index member_by_merged
CREATE INDEX member_by_merged ON member (merged_into) WHERE merged_into IS NOT NULL;

-- index member_by_name
CREATE INDEX member_by_name ON member
    (name_sort, name_search, is_member, settled_on, last_cell, last_standing, last_duty);

-- index member_by_settled
CREATE INDEX member_by_settled ON member (settled_on);

-- index member_distinct_by_second
CREATE INDEX member_distinct_by_second ON member_distinct (second_id);

-- index member_event_by_day
CREATE INDEX member_event_by_day ON member_event (on_date, member_id);

-- index member_profile_by_file_number
CREATE INDEX member_profile_by_file_number ON member_profile (file_number) WHERE file_number <> '';

-- index member_profile_by_hamlet
CREATE INDEX member_profile_by_hamlet ON member_profile (hamlet_id) WHERE hamlet_id IS NOT NULL;

-- index member_profile_by_national_id
CREATE INDEX member_profile_by_national_id ON member_profile (national_id) WHERE national_id <> '';

-- index member_profile_by_phone
CREATE INDEX member_profile_by_phone ON member_profile (phone) WHERE phone <> '';

-- index member_record_by_member
CREATE INDEX member_record_by_member ON member_record (member_id, kind, on_date);

-- index member_standing
CREATE INDEX member_standing ON member (id, is_member, settled_on, last_cell);

-- index member_status_by_member
CREATE INDEX member_status_by_member ON member_status (member_id, axis, valid_from, valid_to, status);

-- index membership_by_cell
CREATE INDEX membership_by_cell ON membership (cell_id, valid_from);

-- index membership_by_member
CREATE INDEX membership_by_member ON membership (member_id, valid_from, valid_to, cell_id);

-- index number_skip_by_cell
CREATE INDEX number_skip_by_cell ON number_skip (cell_id, document);

-- index opinion_by_member
CREATE INDEX opinion_by_member ON opinion (member_id) WHERE member_id IS NOT NULL;

-- index organization_event_part_by_unit
CREATE INDEX organization_event_part_by_unit ON organization_event_part (organization_id);

-- index organization_role_by_member
CREATE INDEX organization_role_by_member ON organization_role (member_id) WHERE member_id IS NOT NULL;

-- index organization_role_by_unit
CREATE INDEX organization_role_by_unit ON organization_role (organization_id, role, valid_from);

-- index organization_version_by_parent
CREATE INDEX organization_version_by_parent ON organization_version (parent_id, kind, name_sort);

-- index peer_one_parent
CREATE UNIQUE INDEX peer_one_parent ON peer (relation) WHERE relation = 'parent';

-- index received_partition_by_period
CREATE INDEX received_partition_by_period ON received_partition (dataset, period, cell_id);

-- index registration_of_collective
CREATE UNIQUE INDEX registration_of_collective ON registration (organization_id, year, subject)
        WHERE member_id IS NULL;

-- index registration_of_member
CREATE UNIQUE INDEX registration_of_member ON registration (member_id, year) WHERE member_id IS NOT NULL;

-- index registration_of_year
CREATE INDEX registration_of_year ON registration (owner_id, year, subject, organization_id);

-- index remedy_by_member
CREATE INDEX remedy_by_member ON remedy (member_id, year) WHERE member_id IS NOT NULL;

-- index remedy_by_organization
CREATE INDEX remedy_by_organization ON remedy (organization_id, year);

-- index theme_by_cell
CREATE INDEX theme_by_cell ON theme (cell_id, year, quarter);
