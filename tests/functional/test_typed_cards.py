"""A reader that types like a keyboard shows who somebody may be; it pays only where the site lets it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from pos.cards.cards import require_holder
from pos.clock import now
from pos.database import Database
from pos.limits.limits import set_limit
from pos.members.members import require_member
from pos.shifts.shifts import set_keyboard_reader
from tests.functional.till import Till
from tests.states import state_of
from tests.tickets import give_card, uuid7

# One chip in the forms that readers print.
CHIP = "UID-026F6C3A"
TYPED = {
    "8H10D": "0040856634",
    "6H8D": "07302202",
    "2H+4H": "111,27706",
    "4H+4H": "00623,27706",
    "8H10D reversed": "0980184834",
}


@pytest.fixture
def till(database: Database, tmp_path: Path) -> Iterator[Till]:
    """Give a till whose first member has a key fob."""
    _issue(database, CHIP, "M0001")
    running = Till(database, tmp_path)
    yield running
    running.close()


def _issue(database: Database, serial: str, member: str, profile: str = "uid") -> None:
    def issue(connection: Connection) -> None:
        owner = require_member(connection, member)
        give_card(connection, owner, serial=serial, number=serial, profile=profile)

    database.write(issue)


def _set_up(database: Database, reader: str) -> None:
    database.write(lambda connection: set_keyboard_reader(connection, "T1", reader))


def _allow(database: Database) -> None:
    for code in ("uid_order", "uid_day"):
        set_it = partial(set_limit, site_code="xinli137", code=code, amount_fen=None, by="王主任", at=now())
        database.write(set_it)


def _type(till: Till, typed: str) -> None:
    assert till.post("/api/tills/T1/typed-card", {"typed": typed}).status == 200


def _card(till: Till) -> dict[str, object] | None:
    card: dict[str, object] | None = till.get("/api/tills/T1/snapshot").json["card"]
    return card


@pytest.mark.parametrize("reader", TYPED)
def test_a_typed_number_shows_its_owner_in_every_form(till: Till, database: Database, reader: str) -> None:
    _set_up(database, reader)

    _type(till, TYPED[reader])

    card = _card(till)
    assert card is not None
    assert (card["state"], card["card_tail"], card["may_pay"]) == ("ready", "6C3A", False)
    assert till.get("/api/tills/T1/snapshot").json["devices"]["reader"] == "ok"


def test_a_typed_number_pays_nothing_unless_the_site_lets_it(till: Till, database: Database) -> None:
    _set_up(database, "8H10D")
    _type(till, TYPED["8H10D"])
    before = state_of(database)

    refused = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (refused.status, refused.code) == (403, "card_pays_nothing")
    assert state_of(database) == before


def test_where_the_site_lets_it_a_typed_number_pays_once(till: Till, database: Database) -> None:
    _set_up(database, "8H10D")
    _allow(database)
    _type(till, TYPED["8H10D"])
    order = till.wallet_order(till.dish("main"))

    sold = till.post("/api/orders", order)
    again = till.post("/api/orders", order)

    assert (sold.status, again.status) == (201, 200)
    # The next member must not pay by the number of the one before.
    assert _card(till) is None


def test_a_typed_number_of_a_card_that_can_prove_more_shows_its_owner_and_cannot_pay(
    till: Till, database: Database
) -> None:
    _issue(database, "M1-0A0B0C0D", "M0002", "mifare-classic")
    _set_up(database, "8H10D")
    _allow(database)
    _type(till, str(0x0A0B0C0D))
    card = _card(till)
    assert card is not None
    assert (card["state"], card["may_pay"]) == ("ready", False)

    refused = till.post("/api/orders", till.wallet_order(till.dish("main")))

    assert (refused.status, refused.code) == (403, "card_proof_refused")


def test_a_number_in_part_that_fits_several_cards_is_refused(till: Till, database: Database) -> None:
    _issue(database, "UID-FF6F6C3A", "M0002")
    _set_up(database, "6H8D")

    refused = till.post("/api/tills/T1/typed-card", {"typed": TYPED["6H8D"]})

    assert (refused.status, refused.code) == (409, "ambiguous_card_number")
    assert _card(till) is None


@pytest.mark.parametrize(
    ("reader", "typed", "status", "code"),
    [
        ("", "0040856634", 409, "no_keyboard_reader"),
        ("8H10D", "4294967296", 422, "bad_card_number"),
        ("8H10D", "111,27706", 422, "bad_card_number"),
        ("8H10D", "红烧肉", 422, "bad_card_number"),
        ("8H10D", "", 422, "invalid_request"),
    ],
)
def test_what_is_no_card_number_is_refused(
    till: Till, database: Database, reader: str, typed: str, status: int, code: str
) -> None:
    _set_up(database, reader)

    refused = till.post("/api/tills/T1/typed-card", {"typed": typed})

    assert (refused.status, refused.code) == (status, code)
    assert _card(till) is None


def test_a_number_that_nobody_has_is_shown_as_unknown_and_can_be_issued(
    till: Till, database: Database
) -> None:
    _set_up(database, "8H10D")
    _type(till, "0000000042")
    card = _card(till)
    assert card is not None
    assert (card["state"], card["problem"]["code"]) == ("problem", "unknown_card")  # type: ignore[index]

    issued = till.post(
        "/api/members/M0002/issue",
        {"id": uuid7(), "reason": "钥匙扣", "till": "T1", "presentation": card["presentation"]},
    )

    assert issued.status == 200
    with database.read() as connection:
        holder = require_holder(connection, "UID-0000002A")
    assert (holder.member.code, holder.profile) == ("M0002", "uid")


def test_a_number_in_part_that_nobody_has_cannot_be_issued(till: Till, database: Database) -> None:
    _set_up(database, "6H8D")
    _type(till, "00000042")
    card = _card(till)
    assert card is not None

    refused = till.post(
        "/api/members/M0002/issue",
        {"id": uuid7(), "reason": "钥匙扣", "till": "T1", "presentation": card["presentation"]},
    )

    assert refused.code == "card_unreadable"
