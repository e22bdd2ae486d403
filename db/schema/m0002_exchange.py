"""Tables of the exchange: own keys, trusted offices, packages sent and received."""

NAME = "0002_exchange"

STATEMENTS: tuple[str, ...] = (
    # Secret keys lie in the encrypted store only. Roles: office (signs trust), exchange (X25519), prepared, approved.
    """
    CREATE TABLE own_key (
        role TEXT NOT NULL CHECK (role IN ('office', 'exchange', 'prepared', 'approved')),
        incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
        public TEXT NOT NULL,
        secret TEXT NOT NULL,
        created_at TEXT NOT NULL,
        retired_at TEXT,
        PRIMARY KEY (role, public)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE peer (
        org_id TEXT PRIMARY KEY,
        relation TEXT NOT NULL CHECK (relation IN ('parent', 'child')),
        state TEXT NOT NULL CHECK (state IN ('active', 'frozen')),
        name TEXT NOT NULL,
        code TEXT NOT NULL,
        incarnation INTEGER NOT NULL CHECK (incarnation >= 1),
        check_code TEXT NOT NULL,
        pinned_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX peer_one_parent ON peer (relation) WHERE relation = 'parent'",
    """
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
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE trust_bundle (
        issuer_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version >= 1),
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        signatures BLOB NOT NULL,
        PRIMARY KEY (issuer_id, version)
    ) STRICT, WITHOUT ROWID
    """,
    """
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
    ) STRICT
    """,
    """
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
    ) STRICT
    """,
    """
    CREATE TABLE chain_head (
        issuer_id TEXT PRIMARY KEY,
        incarnation INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        manifest TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
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
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX received_partition_by_period ON received_partition (dataset, period, cell_id)",
    """
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
    ) STRICT, WITHOUT ROWID
    """,
    # What was held for a decision: two packages of one number, a history that went back.
    """
    CREATE TABLE held_package (
        file_sha256 TEXT PRIMARY KEY,
        issuer_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        code TEXT NOT NULL,
        held_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
