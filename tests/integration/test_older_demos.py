"""A demo that an older version loaded is brought up to date, and its next scheme can be sold under."""

from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select, update

from pos.clock import now
from pos.database import Database
from pos.demo.load import FOLDER, load_demo
from pos.members.tables import members
from pos.pricebook.pricebook import load_scheme
from pos.reports.audit import audit_books
from pos.sales.selling import sell
from pos.sales.tables import operator_claims, order_reductions
from pos.shifts.tables import sites
from tests.tickets import EQUIPMENT, VAULT, plentiful, prove_payment, ticket_for, virtual_card

OVER_80 = ("C0DE013700000001", "9137000000017919")


def areas(books: Database) -> tuple[dict[str, tuple[str, str]], str]:
    """Return where each member lives and is registered, and where the site stands."""
    columns = (members.c.code, members.c.residence_area, members.c.hukou_area)
    with books.read() as connection:
        people = {code: (residence, hukou) for code, residence, hukou in connection.execute(select(*columns))}
        return people, connection.execute(select(sites.c.area)).scalar_one()


def forget_areas(connection: Connection) -> None:
    """Leave the demo as it was before there were areas."""
    connection.execute(update(members).values(residence_area="", hukou_area=""))
    connection.execute(update(sites).values(area=""))


def test_a_demo_without_areas_gets_them(database: Database) -> None:
    fresh = areas(database)
    database.write(forget_areas)

    database.write(lambda connection: load_demo(connection, VAULT, now()))

    assert areas(database) == fresh
    assert fresh[1] == "tianping"


def test_who_moved_is_left_where_they_are(database: Database) -> None:
    moved = update(members).where(members.c.code == "M0001").values(residence_area="", hukou_area="xuhui")
    database.write(lambda connection: connection.execute(moved))

    database.write(lambda connection: load_demo(connection, VAULT, now()))

    assert areas(database)[0]["M0001"] == ("", "xuhui")


def test_the_next_scheme_of_the_demo_sells_a_set_meal_a_subsidy_and_a_claim(
    database: Database, tmp_path: Path
) -> None:
    toml = (FOLDER / "scheme_next.toml").read_text(encoding="utf-8").replace("version = 2\n", "version = 3\n")
    database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )
    wishes = [(plentiful(database, category), 2) for category in ("half", "vegetable", "staple")]
    ticket = ticket_for(database, *wishes, serial=OVER_80[0])

    proof = prove_payment(virtual_card(*OVER_80, tmp_path), ticket)
    assert sell(database, ticket, card=proof, equipment=EQUIPMENT, at=now())

    with database.read() as connection:
        given = select(order_reductions.c.rule_code, order_reductions.c.scope).distinct()
        sold = {(rule, scope) for rule, scope in connection.execute(given)}
        claimed = connection.execute(select(operator_claims.c.rule_code)).scalars().all()
        assert audit_books(connection).disagreements == []
    assert sold == {("elder_set", "bill"), ("district_meal", "bill")}
    assert claimed == ["served_elders"]
