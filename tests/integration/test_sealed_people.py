"""Nobody who takes the database away learns a name; the canteen that has the keys knows everybody."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from pos.clock import now
from pos.database import Database
from pos.database.migrate import downgrade
from pos.members.joining import (
    BirthDateDiffers,
    DuplicatePerson,
    Newcomer,
    checked_newcomer,
    join,
    join_many,
    known_id_numbers,
    take_codes,
)
from pos.members.members import Member, hold_member, require_member
from pos.members.people import ErasedMember, masked_name, masked_person, open_person
from pos.members.sealing import has_unsealed_names, require_keys_of, rewrap_keys
from pos.members.tables import member_search, members, people
from pos.reports.audit import audit_books
from pos.vault import Unopenable, open_vault
from pos.vault.vault import version_of
from tests.postgresql import programs
from tests.tickets import PERSONAL_KEYS, VAULT

LAST_IN_PLAIN_WORDS = "0013"
TODAY = date(2026, 11, 25)
NEW_KEYS = f"2:{'6b' * 32},{PERSONAL_KEYS}"
OTHER_KEYS = f"1:{'11' * 32},index:{'22' * 32}"
OTHER_INDEX = f"1:{'5a' * 32},index:{'22' * 32}"
# Invented: 310199 is no district.
NEWCOMER = Newcomer("欧阳测试", id_number="310199194802290010", phone="19900013700")

Canteen = Callable[..., subprocess.CompletedProcess[str]]


def joined(books: Database, newcomer: Newcomer) -> Member:
    """Register somebody."""
    return books.write(lambda connection: join(connection, VAULT, newcomer, today=TODAY, at=now()))


def url_of(books: Database) -> str:
    """Return the URL of the books, password included."""
    return books.engine.url.render_as_string(hide_password=False)


def all_bytes(books: Database) -> bytes:
    """Return everything that a thief of the database gets: the files of SQLite, a dump of PostgreSQL."""
    if books.is_sqlite:
        path = Path(books.engine.url.database or "")
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    url = url_of(books).replace("postgresql+psycopg", "postgresql")
    dump = [str(programs() / "pg_dump"), "--inserts", url]
    return subprocess.run(dump, check=True, capture_output=True).stdout


@pytest.fixture
def canteen(database: Database, tmp_path: Path) -> Canteen:
    """Give `canteen` on these books, with the tests' keys unless others are given."""

    def run(*words: str, keys: str = PERSONAL_KEYS) -> subprocess.CompletedProcess[str]:
        environ = {
            "VAR_DIR": str(tmp_path),
            "PATH": os.environ["PATH"],
            "CANTEEN_DATABASE_URL": url_of(database),
            "CANTEEN_PERSONAL_KEYS": keys,
        }
        database.engine.dispose()
        return subprocess.run(
            [sys.executable, "-m", "pos.cli", *words],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _names(books: Database) -> dict[str, str]:
    with books.read() as connection:
        codes = connection.execute(select(members.c.code)).scalars().all()
        return {code: open_person(VAULT, require_member(connection, code).person).name for code in codes}


def test_nothing_that_names_a_person_is_in_the_database(database: Database) -> None:
    member = joined(database, NEWCOMER)

    taken = all_bytes(database)

    assert member.code.encode() in taken
    secrets = (NEWCOMER.name, NEWCOMER.phone, NEWCOMER.id_number, "欧阳", "ouyang", "陈美娟", "chenmeijuan")
    assert not [secret for secret in secrets if secret.encode() in taken]


def test_who_joins_is_known_again(database: Database) -> None:
    member = joined(database, NEWCOMER)

    assert member.code == "M100001"
    assert member.birth_date == date(1948, 2, 29)
    person = open_person(VAULT, member.person)
    assert (person.name, person.phone, person.id_number) == ("欧阳测试", "19900013700", NEWCOMER.id_number)
    masked = masked_person(VAULT, member.person)
    assert (masked.name, masked.phone, masked.id_number) == ("欧**试", "199****3700", "310***********0010")


def test_a_person_joins_once(database: Database) -> None:
    member = joined(database, NEWCOMER)

    with pytest.raises(DuplicatePerson) as refused:
        joined(database, NEWCOMER)

    assert refused.value.facts == {"member": member.code, "name": "欧**试"}
    with database.read() as connection:
        known = known_id_numbers(connection, VAULT, (NEWCOMER.id_number, "310199194802290024", ""))
    assert known == {NEWCOMER.id_number: member.code}


def test_the_same_code_again_leaves_the_member_as_they_are(database: Database) -> None:
    first = joined(database, Newcomer("测试", TODAY, code="P0001"))

    assert joined(database, Newcomer("别人", TODAY, code="P0001")) == first


def test_two_people_of_one_batch_have_not_one_number(database: Database) -> None:
    twice = (checked_newcomer(NEWCOMER, today=TODAY),) * 2

    with pytest.raises(DuplicatePerson):
        database.write(lambda connection: join_many(connection, VAULT, twice, at=now()))
    with pytest.raises(BirthDateDiffers):
        joined(database, Newcomer("测试", TODAY, NEWCOMER.id_number))


def test_many_join_at_once_in_their_order(database: Database) -> None:
    many = [
        checked_newcomer(Newcomer(f"测{chr(0x4E00 + number)}", date(1948, 1, 1)), today=TODAY)
        for number in range(1200)
    ]

    codes = database.write(lambda connection: join_many(connection, VAULT, many, at=now()))

    assert codes == [f"M{100_001 + number}" for number in range(1200)]
    names = _names(database)
    assert [names[code] for code in codes] == [newcomer.name for newcomer in many]
    with database.read() as connection:
        assert audit_books(connection).disagreements == []


def test_codes_that_were_taken_over_are_passed_over(database: Database) -> None:
    joined(database, Newcomer("测试", TODAY, code="M100002"))

    codes = database.write(lambda connection: take_codes(connection, 3))

    assert codes == ["M100001", "M100003", "M100004"]


def test_names_in_plain_words_are_sealed_by_the_upgrade(database: Database, canteen: Canteen) -> None:
    known = _names(database)
    downgrade(database, LAST_IN_PLAIN_WORDS)
    database.write(lambda connection: _write_plain(connection, known))
    assert "陈美娟".encode() in all_bytes(database)

    refused = canteen("serve")
    upgraded = canteen("database", "upgrade")

    assert "canteen database upgrade" in refused.stderr
    assert (upgraded.returncode, upgraded.stdout) == (0, f"sealed the names of {len(known)} members\n")
    assert _names(database) == known
    taken = all_bytes(database)
    assert not [name for name in known.values() if name.encode() in taken]
    with database.read() as connection:
        assert not has_unsealed_names(connection)
    assert canteen("database", "upgrade").stdout == ""


def _write_plain(connection: Connection, known: dict[str, str]) -> None:
    for code, name in known.items():
        connection.execute(
            text("UPDATE members SET name = :name WHERE code = :code"), {"name": name, "code": code}
        )


def test_what_is_sealed_survives_the_way_down_and_up(database: Database, canteen: Canteen) -> None:
    joined(database, NEWCOMER)
    with database.read() as connection:
        before = [connection.execute(select(table)).all() for table in (people, member_search)]

    downgrade(database, LAST_IN_PLAIN_WORDS)
    assert NEWCOMER.name.encode() not in all_bytes(database)
    assert canteen("database", "upgrade").stdout == ""

    with database.read() as connection:
        after = [connection.execute(select(table)).all() for table in (people, member_search)]
    assert [sorted(map(tuple, rows)) for rows in after] == [sorted(map(tuple, rows)) for rows in before]


def test_the_outer_key_rolls(database: Database, canteen: Canteen) -> None:
    known = _names(database)

    rolled = canteen("keys", "roll-personal", keys=NEW_KEYS)

    assert rolled.stdout == f"wrapped the keys of {len(known)} people in version 2\n"
    vault = open_vault(Path(), NEW_KEYS)
    with database.read() as connection:
        assert {version_of(key) for key in connection.execute(select(people.c.wrapped_key)).scalars()} == {2}
        opened = open_person(vault, require_member(connection, "M0001").person)
        # The old key alone opens nobody any more, and a sale goes on all the same.
        assert masked_name(VAULT, require_member(connection, "M0001").person) == "？"
    assert opened.name == known["M0001"]
    assert canteen("keys", "roll-personal", "--go-on", keys=NEW_KEYS).stdout.startswith(
        "wrapped the keys of 0 "
    )


def test_rolling_goes_in_steps(database: Database) -> None:
    vault = open_vault(Path(), NEW_KEYS)
    last, steps = 0, []

    while done := database.write(partial(rewrap_keys, vault=vault, after=last, at_most=5)):
        last = done[0]
        steps.append(done[1])

    assert max(steps) == 5
    assert sum(steps) == len(_codes(database))


def _codes(books: Database) -> list[str]:
    with books.read() as connection:
        return list(connection.execute(select(members.c.code)).scalars())


@pytest.mark.parametrize("keys", [OTHER_KEYS, OTHER_INDEX])
def test_the_keys_of_other_books_are_noticed(database: Database, canteen: Canteen, keys: str) -> None:
    with database.read() as connection, pytest.raises(Unopenable):
        require_keys_of(connection, open_vault(Path(), keys))

    refused = canteen("serve", keys=keys)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")
    assert "Traceback" not in refused.stderr


def test_lost_keys_are_missed_rather_than_made_anew(
    database: Database, canteen: Canteen, tmp_path: Path
) -> None:
    refused = canteen("serve", keys="")

    assert "personal-1.key" in refused.stderr
    assert not list(tmp_path.glob("secrets/personal-*"))


def test_nobody_who_is_erased_can_be_held(database: Database) -> None:
    member = joined(database, NEWCOMER)

    def erase(connection: Connection) -> None:
        hold_member(connection, member.code)
        connection.execute(members.update().where(members.c.id == member.id).values(erased_at=now()))
        connection.execute(people.delete().where(people.c.member_id == member.id))

    database.write(erase)

    with pytest.raises(ErasedMember):
        database.write(lambda connection: hold_member(connection, member.code))
    with database.read() as connection:
        person = require_member(connection, member.code).person
    assert masked_name(VAULT, person) == masked_person(VAULT, person).name == "已注销"
    with pytest.raises(ErasedMember):
        open_person(VAULT, person)
