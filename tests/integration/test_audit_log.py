"""Deeds are written once, in one line per till, and whoever changes the line is noticed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from pos.audit_log import AuditLog, Deed, DeedKeyReused, LogHead, NoLogKey, heads
from pos.audit_log.tables import deeds
from pos.database import Database
from pos.secrets import DamagedKey
from tests.integration.attacks.attack import drop_trigger
from tests.tickets import uuid7

AT = datetime(2026, 11, 25, 4, 0, 0, 123456, tzinfo=UTC)
REMOVED = Deed("line_removed", "周敏", AT, till_code="T1", object_="红烧肉", facts={"quantity": 1})
LIMIT = Deed("limit_changed", "王芳", AT, object_="weak_day", reason="会议决定", facts={"amount_fen": 50_00})
GUARDS = ("deeds_follow", "deeds_change", "deeds_stay")


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    """Give a log with a key of its own."""
    return AuditLog(tmp_path / "secrets")


@pytest.fixture
def connection(shared_database: Database) -> Iterator[Connection]:
    """Give a transaction that is undone, for deeds cannot be taken away."""
    with shared_database.engine.connect() as opened:
        yield opened


@pytest.fixture
def written(log: AuditLog, connection: Connection) -> dict[str, LogHead]:
    """Write three deeds of a till and two of the office; return the heads of both chains."""
    for number in range(3):
        log.record(connection, replace(REMOVED, object_=f"line {number}"))
    for number in range(2):
        log.record(connection, replace(LIMIT, object_=f"limit {number}"))
    return heads(connection)


def found(log: AuditLog, connection: Connection, known: dict[str, LogHead] | None = None) -> list[str]:
    """Return what is wrong with the chains."""
    return [f"{each.chain_code} {each.sequence} {each.detail}" for each in log.breaks(connection, known)]


def unguard(connection: Connection) -> None:
    """Take the guards of the table away, as somebody could who owns the database."""
    for guard in GUARDS:
        drop_trigger(connection, f"deeds.{guard}")


@pytest.mark.usefixtures("written")
def test_each_till_and_the_office_have_a_line_of_their_own(log: AuditLog, connection: Connection) -> None:
    places = connection.execute(select(deeds.c.chain_code, deeds.c.sequence).order_by(deeds.c.id)).all()

    assert [tuple(place) for place in places] == [
        ("T1", 1), ("T1", 2), ("T1", 3), ("office", 1), ("office", 2)
    ]  # fmt: skip
    assert found(log, connection) == []


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "change",
    [
        {"actor": "李强"},
        {"object": ""},
        {"reason": "另有原因"},
        {"facts": '{"quantity":2}'},
        {"kind": "ticket_cleared"},
        {"at": AT.replace(hour=5)},
        {"key": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_deed_is_found(log: AuditLog, connection: Connection, change: dict[str, object]) -> None:
    unguard(connection)
    connection.execute(update(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence == 2).values(change))

    assert found(log, connection) == ["T1 2 was changed after it was written"]


@pytest.mark.usefixtures("written")
def test_a_deed_that_was_taken_away_is_found(log: AuditLog, connection: Connection) -> None:
    unguard(connection)
    connection.execute(delete(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence == 2))

    assert found(log, connection) == ["T1 3 does not follow deed 1"]


@pytest.mark.usefixtures("written")
def test_a_deed_that_was_taken_away_with_the_others_moved_up_is_found(
    log: AuditLog, connection: Connection
) -> None:
    unguard(connection)
    connection.execute(delete(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence == 2))
    connection.execute(
        update(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence == 3).values(sequence=2)
    )

    assert found(log, connection) == ["T1 2 was changed after it was written"]


@pytest.mark.usefixtures("written")
def test_a_deed_that_was_made_without_the_key_is_found(
    log: AuditLog, connection: Connection, tmp_path: Path
) -> None:
    forged = replace(REMOVED, actor="李强")
    AuditLog(_other_key(tmp_path)).record(connection, forged)

    assert found(log, connection) == ["T1 4 was changed after it was written"]


def test_a_tail_that_was_cut_off_is_found_by_a_head_that_was_written_before(
    log: AuditLog, connection: Connection, written: dict[str, LogHead]
) -> None:
    assert written["T1"].sequence == 3
    unguard(connection)
    connection.execute(delete(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence > 1))
    connection.execute(delete(deeds).where(deeds.c.chain_code == "office"))

    # The chains that are left are whole: only what was known before tells that they were longer.
    assert found(log, connection) == []
    assert found(log, connection, written) == [
        "T1 3 was there before, and is gone",
        "office 2 was there before, and is gone",
    ]


def test_a_tail_that_was_written_anew_is_found_by_a_head_that_was_written_before(
    log: AuditLog, connection: Connection, written: dict[str, LogHead]
) -> None:
    unguard(connection)
    connection.execute(delete(deeds).where(deeds.c.chain_code == "T1", deeds.c.sequence == 3))
    log.record(connection, replace(REMOVED, actor="李强"))

    assert found(log, connection, written) == [
        "T1 3 is not the deed that was there when it was last looked at"
    ]


def test_a_deed_with_a_key_is_written_once(log: AuditLog, connection: Connection) -> None:
    deed = replace(REMOVED, key=uuid7())
    for _ in range(2):
        log.record(connection, deed)

    assert heads(connection)["T1"].sequence == 1
    with pytest.raises(DeedKeyReused):
        log.record(connection, replace(deed, object_="清蒸鱼"))


@pytest.mark.usefixtures("written")
def test_a_lost_key_is_not_made_anew(connection: Connection, tmp_path: Path) -> None:
    (tmp_path / "secrets" / "audit-log.key").unlink()

    again = AuditLog(tmp_path / "secrets")
    with pytest.raises(NoLogKey):
        again.record(connection, REMOVED)
    with pytest.raises(NoLogKey):
        again.require_key(connection)
    assert not (tmp_path / "secrets" / "audit-log.key").exists()


def test_a_key_that_others_can_read_is_refused(log: AuditLog, connection: Connection, tmp_path: Path) -> None:
    log.record(connection, REMOVED)
    (tmp_path / "secrets" / "audit-log.key").chmod(0o444)

    with pytest.raises(DamagedKey):
        AuditLog(tmp_path / "secrets").record(connection, REMOVED)


def test_a_deed_of_no_kind_or_of_nobody_is_a_mistake_of_a_program() -> None:
    with pytest.raises(ValueError, match="no deed is called"):
        replace(REMOVED, kind="rain")
    with pytest.raises(ValueError, match="somebody"):
        replace(REMOVED, actor=" ")


def _other_key(tmp_path: Path) -> Path:
    """Return a folder with a key that somebody made up."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "audit-log.key"
    path.write_text("ab" * 32, encoding="ascii")
    path.chmod(0o400)
    return folder
