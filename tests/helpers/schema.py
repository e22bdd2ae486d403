"""The schema as text: ``python -m tests.helpers.schema`` writes the golden file anew after a migration was added."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

from db.store import Store
from tests.helpers.stores import KEY

GOLDEN = Path(__file__).resolve().parents[1] / "db" / "golden" / "schema.sql"


def schema_text() -> str:
    """Return every statement of a new store's schema, by kind and name."""
    with tempfile.TemporaryDirectory() as name:
        store = Store.create(Path(name) / "schema.db", KEY)
        found = store.rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
        store.close()
    return "\n".join(f"-- {row['type']} {row['name']}\n{textwrap.dedent(row['sql']).strip()};\n" for row in found)


if __name__ == "__main__":
    GOLDEN.write_text(schema_text(), "utf-8")
