"""A backup holds all that was sold, opens for one key only, and says whether it agrees with itself."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.engine import make_url

from pos.audit_log import AuditLog
from pos.backups.backups import (
    file_name,
    last_backup_at,
    make_backup,
    outdated,
    record_backup,
    restore_backup,
    thin_out,
)
from pos.backups.locking import CannotLock, CannotUnlock, is_locked
from pos.cli.nightly import do_what_is_due, last_due
from pos.clock import now
from pos.database import Database, open_database
from pos.database.copies import NoBooks, NotWritten, damage_of
from pos.ledger.tables import entries, postings
from pos.reports.audit_runs import check_all, last_run, run_audit
from pos.reports.audit_tables import ASKED, NIGHTLY, audit_runs
from pos.sales.selling import sell
from pos.sales.tables import orders
from pos.settings import Settings
from pos.shifts.shifts import all_tills
from tests.integration.attacks.attack import drop_trigger
from tests.postgresql import Cluster
from tests.tickets import EQUIPMENT, plentiful, ticket_for


@dataclass(frozen=True)
class Pair:
    """A public key, and the file of its secret key."""

    public: str
    secret: Path


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, Pair]:
    """Give two pairs of keys, as an operator makes them."""
    folder = tmp_path_factory.mktemp("keys")
    return _pair(folder / "one"), _pair(folder / "other")


@pytest.fixture
def settings(database: Database, database_url: str, tmp_path: Path) -> Settings:
    """Give the settings of the machine on which these books are."""
    assert database is not None
    return Settings(tmp_path / "var", database_url, 8000, is_demo=False)


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Give the settings of another machine, without books, with the keys that were kept in a safe place."""
    var = tmp_path / "elsewhere"
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        yield replace(settings, var=var, database_url=f"sqlite:///{var / 'canteen.sqlite3'}")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.create()
    yield replace(settings, var=var, database_url=url)
    cluster.drop(url)


def _pair(path: Path) -> Pair:
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    public = subprocess.run(
        ["age-keygen", "-y", str(path)], check=True, capture_output=True, text=True
    ).stdout.strip()
    return Pair(public, path)


def sold(database: Database, count: int) -> set[str]:
    """Sell some orders, and return their ids."""
    dish = plentiful(database, "main")
    tickets = [ticket_for(database, (dish, 1)) for _ in range(count)]
    for ticket in tickets:
        sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())
    return {ticket.id for ticket in tickets}


def log_of(settings: Settings) -> AuditLog:
    """Return the audit log of a machine."""
    return AuditLog(settings.secrets)


def disagreements(settings: Settings) -> list[str]:
    """Return what disagrees in the books of a machine."""
    books = open_database(settings.database_url)
    with books.read() as connection:
        found = check_all(connection, log_of(settings)).disagreements
    books.engine.dispose()
    return [f"{each.check} {each.what}" for each in found]


def orders_of(settings: Settings) -> set[str]:
    """Return the orders in the books of a machine."""
    books = open_database(settings.database_url)
    with books.read() as connection:
        found = set(connection.execute(select(orders.c.id)).scalars())
    books.engine.dispose()
    return found


def test_a_locked_backup_is_put_back_elsewhere_with_all_that_was_sold(
    database: Database, settings: Settings, elsewhere: Settings, pairs: tuple[Pair, Pair], tmp_path: Path
) -> None:
    own, other = pairs
    before = sold(database, 3)
    run_audit(database, log_of(settings), occasion=ASKED, actor="王芳", at=now())
    file = tmp_path / "backup.age"

    made = make_backup(settings, log_of(settings), file, recipient=own.public)
    record_backup(database, log_of(settings), made, by="王芳", at=now())
    since = sold(database, 1)

    assert (made.disagreements, made.is_locked, is_locked(file)) == (0, True, True)
    assert b"SQLite format 3" not in file.read_bytes()
    for identity in (None, other.secret):
        with pytest.raises(CannotUnlock):
            restore_backup(elsewhere, file, identity=identity)
    restore_backup(elsewhere, file, identity=own.secret)
    shutil.copytree(settings.secrets, elsewhere.secrets)

    assert orders_of(elsewhere) == before
    assert orders_of(settings) == before | since
    assert disagreements(elsewhere) == []
    assert not list(elsewhere.var.glob(".canteen-*"))
    assert not list(tmp_path.glob(".canteen-*"))


def test_a_damaged_or_foreign_file_is_not_put_back(
    database: Database, settings: Settings, elsewhere: Settings, pairs: tuple[Pair, Pair], tmp_path: Path
) -> None:
    own, _ = pairs
    sold(database, 1)
    file = tmp_path / "backup.age"
    make_backup(settings, log_of(settings), file, recipient=own.public)
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(held)
    foreign = tmp_path / "foreign"
    foreign.write_bytes(b"this is no backup" * 100)

    with pytest.raises(CannotUnlock):
        restore_backup(elsewhere, file, identity=own.secret)
    with pytest.raises(NoBooks):
        restore_backup(elsewhere, foreign)
    with pytest.raises(NoBooks):
        restore_backup(elsewhere, tmp_path / "nothing")


def test_what_cannot_be_written_or_locked_is_said(settings: Settings, tmp_path: Path) -> None:
    log = log_of(settings)

    for recipient in ("age1short", "ssh-rsa AAAA", "--help"):
        with pytest.raises(CannotLock):
            make_backup(settings, log, tmp_path / "backup", recipient=recipient)
    with pytest.raises(NotWritten):
        make_backup(settings, log, tmp_path / "nowhere" / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_copy_that_disagrees_with_itself_says_so(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    sold(database, 1)

    def falsify(connection: Connection) -> None:
        drop_trigger(connection, "orders.orders_change")
        connection.execute(update(orders).values(member_id=None, tier_code="other"))

    database.write(falsify)

    assert make_backup(settings, log_of(settings), tmp_path / "backup").disagreements == 1


def test_the_night_is_done_once_and_made_up_when_it_was_missed(
    database: Database, settings: Settings
) -> None:
    at = now()

    assert do_what_is_due(settings, database, at=at)
    with database.read() as connection:
        first, backed_up_at = last_run(connection, NIGHTLY), last_backup_at(connection)
        zone = all_tills(connection)[0].site.zone
    assert first is not None
    assert (first.agrees, first.actor) == (True, "canteen nightly")
    assert backed_up_at is not None
    assert [path.name for path in settings.backups.iterdir()] == [file_name(settings, at, recipient="")]

    # Nothing is due again before the next night; after it there is.
    next_night = last_due(at, zone) + timedelta(days=1)
    for moment, runs in ((next_night - timedelta(seconds=1), 1), (next_night + timedelta(hours=7), 2)):
        assert do_what_is_due(settings, database, at=moment)
        with database.read() as connection:
            done = connection.execute(select(audit_runs.c.id)).scalars().all()
        assert len(done) == runs
    assert disagreements(settings) == []


def test_a_night_without_a_place_for_the_backup_is_tried_again(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    blocked = replace(settings, backup_folder=tmp_path / "file")

    assert not do_what_is_due(blocked, database, at=now())
    assert do_what_is_due(settings, database, at=now())
    with database.read() as connection:
        # The check itself was done the first time.
        assert len(connection.execute(select(audit_runs.c.id)).all()) == 1


def _edit_the_result(database: Database) -> None:
    def edit(connection: Connection) -> None:
        drop_trigger(connection, "audit_runs.audit_runs_change")
        connection.execute(update(audit_runs).values(disagreement_count=7))

    database.write(edit)


def _drop_the_result(database: Database) -> None:
    def drop(connection: Connection) -> None:
        drop_trigger(connection, "audit_runs.audit_runs_stay")
        connection.execute(delete(audit_runs))

    database.write(drop)


@pytest.mark.parametrize(
    ("tamper", "check"),
    [(_edit_the_result, "checks"), (_drop_the_result, "checks")],
    ids=["edited", "dropped"],
)
def test_a_result_that_is_changed_or_gone_is_found(
    database: Database, settings: Settings, tamper: Callable[[Database], None], check: str
) -> None:
    run_audit(database, log_of(settings), occasion=ASKED, actor="王芳", at=now())
    assert disagreements(settings) == []

    tamper(database)

    assert disagreements(settings) == [f"{check} 1"]


def test_a_tail_of_the_ledger_that_was_cut_off_is_found(database: Database, settings: Settings) -> None:
    sold(database, 1)
    run_audit(database, log_of(settings), occasion=ASKED, actor="王芳", at=now())

    def cut(connection: Connection) -> None:
        for guard in ("entries.entries_stay", "postings.postings_stay"):
            drop_trigger(connection, guard)
        newest = select(entries.c.id).where(entries.c.chain_code == "T2").order_by(entries.c.sequence.desc())
        id_ = connection.execute(newest.limit(1)).scalar_one()
        connection.execute(delete(postings).where(postings.c.entry_id == id_))
        connection.execute(delete(entries).where(entries.c.id == id_))

    database.write(cut)

    # What is left of the chain is whole; only the head that was known tells.
    assert "chains T2" in disagreements(settings)


def test_fourteen_days_and_eight_weeks_are_kept(tmp_path: Path) -> None:
    first = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)
    for days in range(120):
        for hours in (0, 5):
            moment = first + timedelta(days=days, hours=hours)
            (tmp_path / f"canteen-{moment:%Y%m%d-%H%M%S}.sqlite3.age").write_bytes(b"")
    (tmp_path / "canteen-notes.txt").write_bytes(b"")

    thin_out(tmp_path)

    kept = sorted(path.name for path in tmp_path.iterdir())
    dated = [name[8:16] for name in kept if name != "canteen-notes.txt"]
    last = (first + timedelta(days=119)).date()
    expected = {f"{last - timedelta(days=back):%Y%m%d}" for back in range(14)}
    past = (last - timedelta(days=back) for back in range(120))
    # The running week's newest is today's; before it come seven Sundays, two of them among the fourteen days.
    expected |= {f"{day:%Y%m%d}" for day in [day for day in past if day.weekday() == 6][:7]}
    assert len(dated) == len(set(dated))
    assert set(dated) == expected
    assert len(dated) == 14 + 5
    assert "canteen-notes.txt" in kept
    assert outdated(kept) == ()


def test_damage_is_noticed_before_anything_is_sold(sqlite_template: Path, tmp_path: Path) -> None:
    books = Path(shutil.copy(sqlite_template, tmp_path / "canteen.sqlite3"))
    url = f"sqlite:///{books}"
    assert damage_of(url) is None

    held = bytearray(books.read_bytes())
    for place in range(40 * 4096, 60 * 4096):
        held[place] = 0xA5
    books.write_bytes(held)

    assert damage_of(url)
    books.write_bytes(b"no database at all" * 1000)
    assert damage_of(url)
