"""What lists and searches of 33,000 people need at hand: how each stands at the end of the lines, and their words."""

NAME = "0004_lists"

_DAYS = "max(max(valid_from, coalesce(valid_to, '')))"
_STAND = f"""
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
            coalesce((SELECT {_DAYS} FROM membership WHERE member_id = member.id), ''),
            coalesce((SELECT {_DAYS} FROM member_status WHERE member_id = member.id), ''))
"""
_UNSEARCHED = "INSERT OR IGNORE INTO member_unsearched (member_rowid)"


def _follows(table: str, event: str, row: str) -> str:
    return f"""
    CREATE TRIGGER {table}_{event.lower()}_moves_member AFTER {event} ON {table}
    BEGIN {_STAND} WHERE id = {row}.member_id; END
    """


STATEMENTS: tuple[str, ...] = (
    # How a person stands when nothing more is known to change, and since which day. Lists of today read it instead of
    # looking three spans up for each of 33,000 people; on earlier days the spans are asked. Kept by the engine itself,
    # so that no writer of spans can forget it.
    "ALTER TABLE member ADD COLUMN last_cell TEXT",
    "ALTER TABLE member ADD COLUMN last_standing TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN last_duty TEXT NOT NULL DEFAULT 'active'",
    "ALTER TABLE member ADD COLUMN is_member INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE member ADD COLUMN settled_on TEXT NOT NULL DEFAULT ''",
    _STAND,
    *(
        _follows(table, event, row)
        for table in ("membership", "member_status")
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
    # A row that an exchange takes out and puts in again finds its spans there already.
    f"CREATE TRIGGER member_insert_stands AFTER INSERT ON member BEGIN {_STAND} WHERE id = NEW.id; END",
    # A whole list is walked through this index alone.
    "DROP INDEX member_by_name",
    """
    CREATE INDEX member_by_name ON member
    (name_sort, name_search, is_member, settled_on, last_cell, last_standing, last_duty)
    """,
    # And the members of every cell are counted in this one.
    "CREATE INDEX member_by_last_cell ON member (last_cell, is_member, last_duty, last_standing, settled_on)",
    "CREATE INDEX member_by_settled ON member (settled_on)",
    # Who comes from another table (where people live) need not read the whole row of a person.
    "CREATE INDEX member_standing ON member (id, is_member, settled_on, last_cell)",
    "CREATE INDEX member_profile_by_phone ON member_profile (phone) WHERE phone <> ''",
    # The folded words of everything about a person, by the row of the person; the words themselves are not kept again.
    """
    CREATE VIRTUAL TABLE member_search USING fts5
    (words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6', tokenize = 'ascii')
    """,
    # The engine cannot fold Vietnamese: it notes whose words changed, and the operation folds them before it ends.
    "CREATE TABLE member_unsearched (member_rowid INTEGER PRIMARY KEY) STRICT",
    f"""
    CREATE TRIGGER member_insert_unsearched AFTER INSERT ON member
    BEGIN {_UNSEARCHED} VALUES (NEW.rowid); END
    """,
    f"""
    CREATE TRIGGER member_update_unsearched AFTER UPDATE OF full_name, sort_name, card_number, is_member ON member
    WHEN (OLD.full_name, OLD.sort_name, OLD.card_number, OLD.is_member)
        <> (NEW.full_name, NEW.sort_name, NEW.card_number, NEW.is_member)
    BEGIN {_UNSEARCHED} VALUES (NEW.rowid); END
    """,
    """
    CREATE TRIGGER member_delete_unsearched AFTER DELETE ON member
    BEGIN
        DELETE FROM member_unsearched WHERE member_rowid = OLD.rowid;
        DELETE FROM member_search WHERE rowid = OLD.rowid;
    END
    """,
    *(
        f"""
        CREATE TRIGGER member_profile_{event.lower()}_unsearched AFTER {event} ON member_profile
        BEGIN {_UNSEARCHED} SELECT rowid FROM member WHERE id = {row}.member_id; END
        """
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
    f"{_UNSEARCHED} SELECT rowid FROM member",
    # Two people of whom the clerk said that they are two, however alike.
    """
    CREATE TABLE member_distinct (
        first_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        second_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (first_id, second_id),
        CHECK (first_id < second_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX member_distinct_by_second ON member_distinct (second_id)",
)
