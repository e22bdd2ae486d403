"""Every bound a package has to keep, in one place; each is checked before anything of that size is allocated."""

from __future__ import annotations

MIB = 1024 * 1024

FILE_BYTES = 256 * MIB
"""The whole ``.goi`` file."""
AGE_HEADER_BYTES = 8 * 1024
AGE_STANZAS = 16
ENTRIES = 2_000
"""Entries of the archive."""
NAME_CHARS = 120
MANIFEST_BYTES = 1 * MIB
BUNDLE_BYTES = 1 * MIB
TOKEN_SIGNATURE_BYTES = 64 * 1024
"""The optional CMS signature of a token."""
SIGNATURE_BYTES = 64
"""One Ed25519 signature."""
NDJSON_BYTES = 64 * MIB
LINE_BYTES = 64 * 1024
STRING_CHARS = 4_000
ROWS = 200_000
"""Rows of one package, all datasets together."""
JSON_DEPTH = 6
INTEGER = 2**53 - 1
"""Largest magnitude of an integer."""
ATTACHMENT_BYTES = 5 * MIB
PARTITIONS = 20_000
SEQ_JUMP = 1_000
"""A package further ahead of the head than this is held, not applied."""
SEQ = 2**40
REASON_CHARS = 1_000
QUARANTINE_BYTES = 2 * 1024 * MIB
LISTED_FILES = 2_000
"""How many packages one look at a stick opens."""
BRAKE_ROWS = 20
BRAKE_PERCENT = 5
"""A snapshot that removes more rows, or a larger part of what is held, needs a typed reason."""
