"""A backup is sound or not there; what is no backup is not restored, and what was there before is kept."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from inventory.tables import dishes
from pos.database import open_database
from pos.database.copies import (
    BooksInUse,
    NoBooks,
    NotSqlite,
    NotWritten,
    back_up,
    restore_from,
)
from pos.database.migrate import downgrade, is_current
from pos.reports.audit import audit_books

IDLE = """
import sys
from sqlalchemy import text
from pos.database import open_database
with open_database(sys.argv[1]).read() as connection:
    connection.execute(text("SELECT 1 FROM tills")).all()
print("idle", flush=True)
sys.stdin.read()
"""
GARBAGE = b"this is no database " * 500


@pytest.fixture
def books(sqlite_template: Path, tmp_path: Path) -> Path:
    """Give the file of the demo canteen's books."""
    return Path(shutil.copy(sqlite_template, tmp_path / "canteen.sqlite3"))


@pytest.fixture
def backup(books: Path) -> Path:
    """Give a backup of the books, after which they were changed."""
    file = books.with_name("backup.sqlite3")
    back_up(_url(books), str(file))
    _name_dishes(books, "since the backup")
    return file


@contextmanager
def unchanged(books: Path) -> Iterator[None]:
    """Check that the books are as they were, and that nothing lies beside them that did not."""
    before = _dish_names(books)
    lying = _lying_beside(books)
    yield
    assert _dish_names(books) == before
    assert _lying_beside(books) == lying


def test_a_backup_holds_what_was_committed(books: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(books, isolation_level=None)) as selling:
        selling.execute("BEGIN IMMEDIATE")
        selling.execute("UPDATE dishes SET name_zh = 'not committed'")
        back_up(_url(books), str(file))
        selling.execute("ROLLBACK")

    assert _dish_names(file) == _dish_names(books)
    copied = open_database(_url(file))
    with copied.read() as connection:
        assert not audit_books(connection).disagreements
    copied.engine.dispose()


def test_a_backup_takes_the_place_of_the_one_before(books: Path, backup: Path) -> None:
    back_up(_url(books), str(backup))

    assert _dish_names(backup) == {"since the backup"}


def test_books_that_are_not_there_are_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(NoBooks, match="there are no books at"):
        back_up(f"sqlite:///{tmp_path / 'elsewhere' / 'canteen.sqlite3'}", str(tmp_path / "backup.sqlite3"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["canteen.sqlite3", "./nothing/../canteen.sqlite3"])
def test_the_books_are_not_overwritten_by_their_backup(books: Path, name: str) -> None:
    (books.parent / "nothing").mkdir()
    with unchanged(books), pytest.raises(NotWritten, match="the books themselves"):
        back_up(_url(books), str(books.parent / name))


def test_a_database_that_somebody_has_open_is_not_overwritten_by_a_backup(books: Path, backup: Path) -> None:
    with _idle(backup), pytest.raises(NotWritten, match="-wal lies beside it"):
        back_up(_url(books), str(backup))


def test_a_backup_into_no_folder_is_refused(books: Path) -> None:
    with unchanged(books), pytest.raises(NotWritten, match="there is no folder"):
        back_up(_url(books), str(books.parent / "nowhere" / "backup.sqlite3"))


def test_damaged_books_give_no_backup(books: Path, tmp_path: Path) -> None:
    _damage(books)
    lying = _lying_beside(books)

    with pytest.raises(NoBooks):
        back_up(_url(books), str(tmp_path / "backup.sqlite3"))

    assert _lying_beside(books) == lying


def test_a_restored_backup_is_as_it_was_and_the_former_books_are_kept(books: Path, backup: Path) -> None:
    before = _dish_names(backup)

    kept = restore_from(_url(books), str(backup))

    assert kept == books.with_name("canteen.sqlite3.before-restore")
    assert _dish_names(books) == before != _dish_names(kept)
    assert _dish_names(kept) == {"since the backup"}
    assert not list(books.parent.glob("*.unfinished*"))
    restored = open_database(_url(books))
    assert is_current(restored)
    restored.engine.dispose()


def test_restoring_again_keeps_what_was_kept(books: Path, backup: Path) -> None:
    first = restore_from(_url(books), str(backup))
    _name_dishes(books, "since the restore")

    second = restore_from(_url(books), str(backup))

    assert first is not None
    assert second is not None
    assert (_dish_names(first), _dish_names(second)) == ({"since the backup"}, {"since the restore"})


def test_an_older_version_can_be_put_back(books: Path, backup: Path) -> None:
    older = open_database(_url(backup))
    downgrade(older, "-1")
    older.engine.dispose()

    restore_from(_url(books), str(backup))

    restored = open_database(_url(books))
    assert not is_current(restored)
    restored.engine.dispose()


def test_a_backup_is_put_where_no_books_are(backup: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "new" / "canteen.sqlite3"

    assert restore_from(_url(elsewhere), str(backup)) is None

    assert _dish_names(elsewhere) == _dish_names(backup)


def test_what_lost_books_left_behind_does_not_get_into_the_restored_ones(books: Path, backup: Path) -> None:
    before = _dish_names(backup)
    wal = books.with_name(f"{books.name}-wal")
    with closing(sqlite3.connect(books)) as selling:
        selling.execute("UPDATE dishes SET name_zh = 'in the log only'")
        selling.commit()
        left_behind = wal.read_bytes()
    books.unlink()
    wal.write_bytes(left_behind)

    kept = restore_from(_url(books), str(backup))

    assert _dish_names(books) == before
    assert kept is not None
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == left_behind


@pytest.mark.parametrize("damage", ["garbage", "damaged", "cut short"])
def test_damaged_books_are_replaced_and_kept(books: Path, backup: Path, damage: str) -> None:
    before = _dish_names(backup)
    {"garbage": _write_garbage, "damaged": _damage, "cut short": _cut_short}[damage](books)

    kept = restore_from(_url(books), str(backup))

    assert _dish_names(books) == before
    assert kept is not None
    assert kept.exists()


def test_nothing_is_restored_under_a_canteen_that_runs(books: Path, backup: Path) -> None:
    with _idle(books), unchanged(books), pytest.raises(BooksInUse, match="stop the canteen first"):
        restore_from(_url(books), str(backup))


def _make_empty(file: Path) -> None:
    file.write_bytes(b"")


def _write_garbage(file: Path) -> None:
    file.write_bytes(GARBAGE)


def _make_foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")


def _make_foreign_with_our_number(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()


def _make_newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def _make_unfinished(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()


def _break_a_reference(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE dishes SET vendor_code = 'nothing'")
        connection.commit()


def _damage(file: Path) -> None:
    """Overwrite the middle of a file: its pages of tables, not its head."""
    with file.open("r+b") as written:
        written.seek(file.stat().st_size // 3)
        written.write(b"\xff" * (file.stat().st_size // 3))


def _cut_short(file: Path) -> None:
    with file.open("r+b") as written:
        written.truncate(file.stat().st_size // 2)


@pytest.mark.parametrize(
    "spoil",
    [
        _make_empty,
        _write_garbage,
        _make_foreign,
        _make_foreign_with_our_number,
        _make_newer,
        _make_unfinished,
        _break_a_reference,
        _damage,
        _cut_short,
        Path.unlink,
    ],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_what_holds_no_sound_books_is_not_restored(books: Path, backup: Path, spoil: object) -> None:
    if spoil in (_make_foreign, _make_foreign_with_our_number):
        backup.unlink()
    spoil(backup)  # type: ignore[operator]

    with unchanged(books), pytest.raises(NoBooks, match=backup.name):
        restore_from(_url(books), str(backup))


def test_books_in_postgresql_have_tools_of_their_own(tmp_path: Path) -> None:
    url = "postgresql+psycopg://canteen:secret@127.0.0.1/canteen"

    with pytest.raises(NotSqlite, match="pg_dump") as backed_up:
        back_up(url, str(tmp_path / "backup.sqlite3"))
    with pytest.raises(NotSqlite, match="pg_restore"):
        restore_from(url, str(tmp_path / "backup.sqlite3"))

    assert "secret" not in str(backed_up.value)


@contextmanager
def _idle(file: Path) -> Iterator[None]:
    """Have a process hold books open in which it does nothing, as a server at night."""
    command = [sys.executable, "-c", IDLE, _url(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"idle\n"
        yield
        process.communicate()


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _dish_names(file: Path) -> set[str]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return {name for (name,) in connection.execute("SELECT name_zh FROM dishes")}


def _name_dishes(file: Path, name: str) -> None:
    changed = open_database(_url(file))
    changed.write(lambda connection: connection.execute(update(dishes).values(name_zh=name)))
    changed.engine.dispose()


def _lying_beside(file: Path) -> set[str]:
    """Return the names in the folder, but for what SQLite keeps beside open books."""
    return {path.name for path in file.parent.iterdir() if not path.name.endswith(("-wal", "-shm"))}
