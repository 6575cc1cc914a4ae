"""What tests of every kind may ask for: migrated books of the demo canteen, on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos.database import Database, open_database
from pos.database.migrate import upgrade
from tests.daytime import load_in_the_morning
from tests.postgresql import Cluster, running_cluster

MEMORY = Path("/dev/shm")  # noqa: S108 - not predictable: every name in it is made by tempfile
# What two processes of tests write at most, with room to spare.
ENOUGH_BYTES = 4 * 1024**3


def pytest_configure() -> None:
    """Let the tests write to memory where there is enough: most of them make books, and none outlive them."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give a PostgreSQL cluster that lasts as long as the tests."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file with the demo canteen, to be copied."""
    path = tmp_path_factory.mktemp("template") / "canteen.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    """Give the name of a migrated PostgreSQL database with the demo canteen, to be copied."""
    url = cluster.create()
    _prepare(url)
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of fresh books of the demo canteen, once on each engine."""
    with _fresh_books(request, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give fresh books of the demo canteen, opened."""
    opened = open_database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Give books for all tests of a module; for tests that leave nothing behind."""
    with _fresh_books(request, tmp_path_factory.mktemp("shared")) as url:
        opened = open_database(url)
        yield opened
        opened.engine.dispose()


@contextmanager
def _fresh_books(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        path = folder / "canteen.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.create(request.getfixturevalue("postgresql_template"))
    yield url
    cluster.drop(url)


def _prepare(url: str) -> None:
    books = open_database(url)
    upgrade(books)
    load_in_the_morning(books)
    books.engine.dispose()
