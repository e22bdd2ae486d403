"""The store on failing disks: every failure explained, nothing half written, and an unknown outcome found out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from db import audit
from db import store as store_module
from db.problems import ProblemError
from db.store import Store
from tests.helpers.stores import KEY, FailingConnection, add_hamlets, hamlets, new_store, unwritable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "sochibo.db")
    yield made
    made.close()


def test_a_full_disk_is_explained_and_nothing_is_half_written(store: Store) -> None:
    add_hamlets(store, "before")
    pages = store.value("PRAGMA page_count")
    store.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(ProblemError, match="S06"):
        add_hamlets(store, *(f"{number} {'x' * 500}" for number in range(100)))
    assert hamlets(store) == ["before"]
    assert audit.first_broken(store) is None
    store.connection.execute("PRAGMA max_page_count = 1000000")
    add_hamlets(store, "later")
    assert hamlets(store) == ["before", "later"]


FULL_DISK_CHILD = """
import resource, signal, sys
from pathlib import Path
from db.problems import ProblemError
from db.store import Store
from tests.helpers.stores import KEY, add_hamlets, hamlets
store = Store.open(Path(sys.argv[1]), KEY)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = Path(sys.argv[1]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, resource.RLIM_INFINITY))
try:
    add_hamlets(store, *(f"{number} {'x' * 500}" for number in range(300)))
except ProblemError as problem:
    print(problem.code, hamlets(store))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add_hamlets(store, "later")
store.check()
print(hamlets(store))
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_write_the_system_refuses_half_way_is_explained_and_undone(tmp_path: Path) -> None:
    store = new_store(tmp_path / "sochibo.db")
    add_hamlets(store, "before")
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK_CHILD, str(store.path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert first in {"S06 ['before']", "S13 ['before']"}
    assert second == "['before', 'later']"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not made read-only this way")
def test_a_read_only_folder_is_explained(tmp_path: Path) -> None:
    new_store(tmp_path / "sochibo.db").close()
    content = (tmp_path / "sochibo.db").read_bytes()
    with unwritable({"sochibo.db": content}) as folder:
        with pytest.raises(ProblemError, match="S05"):
            Store.open(folder / "sochibo.db", KEY)
        assert (folder / "sochibo.db").read_bytes() == content
        with pytest.raises(ProblemError, match="S05"):
            Store.create(folder / "other.db", KEY)


def io_error() -> Exception:
    error: Exception = dbapi2.OperationalError("disk I/O error")
    vars(error)["sqlite_errorcode"] = 10
    return error


def test_a_commit_that_failed_after_reaching_the_disk_counts_as_done(store: Store) -> None:
    store.db.conn = FailingConnection(store.connection, io_error(), committed=True)  # type: ignore[assignment]
    add_hamlets(store, "kept")
    assert hamlets(store) == ["kept"]
    assert audit.head(store)[0] == 1
    add_hamlets(store, "next")
    assert hamlets(store) == ["kept", "next"]


def test_a_commit_that_failed_before_reaching_the_disk_is_explained_and_can_be_repeated(store: Store) -> None:
    store.db.conn = FailingConnection(store.connection, io_error(), committed=False)  # type: ignore[assignment]
    with pytest.raises(ProblemError, match="S13"):
        add_hamlets(store, "lost")
    assert hamlets(store) == []
    add_hamlets(store, "again")
    assert hamlets(store) == ["again"]
    assert store.value("PRAGMA synchronous") == 3


def test_a_commit_whose_outcome_cannot_be_learnt_is_called_unknown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*arguments: object, **named: object) -> None:
        raise ProblemError("S10")

    monkeypatch.setattr(store_module, "connect", unreachable)
    store.db.conn = FailingConnection(store.connection, io_error(), committed=True)  # type: ignore[assignment]
    with pytest.raises(ProblemError, match="S07"):
        add_hamlets(store, "unknown")
    with pytest.raises(ProblemError, match="S10"):
        hamlets(store)
