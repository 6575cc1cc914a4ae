"""A child pays in for a parent: named, masked, bound into the entry, ended, and forgotten with the parent."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from pos.cards.erasing import erase_member
from pos.clock import now
from pos.database import Database
from pos.members.acts import Act, ActKeyReused
from pos.members.members import Member, require_member
from pos.members.payer_tables import family_payers
from pos.members.payers import (
    FamilyPayer,
    OwnPayer,
    PayerEnded,
    PayerNamed,
    PayerPhoneMissing,
    UnknownPayer,
    end_payer,
    name_payer,
    payers_of,
    pays_for,
)
from pos.members.people import ERASED, ErasedMember, Person, open_person
from pos.reports.personal import everything_about
from pos.wallets.doing import carry_out
from pos.wallets.returns import return_card
from pos.wallets.statement import statement_of
from pos.wallets.top_ups import BalanceCapExceeded, Moved, top_up
from tests.integration.members_care import Account, act, assert_books_agree, desk
from tests.tickets import VAULT

# Invented.
DAUGHTER = Person("陈测试娟", "19900013700")


@pytest.fixture
def parent(database: Database) -> Account:
    """Give the account of a member of the demo."""
    return Account(database, "M0001")


def name(parent: Account, payer: Person | str, *, doing: Act | None = None) -> str:
    """Name a payer: somebody, or a member by code; return the key."""
    doing = doing or act()

    def work(connection: Connection) -> None:
        who = require_member(connection, payer) if isinstance(payer, str) else payer
        name_payer(connection, VAULT, doing, parent.member, who, relation="daughter")

    carry_out(parent.database, work)
    return doing.id


def end(parent: Account, payer_id: str, *, doing: Act | None = None) -> None:
    """End a link."""
    doing = doing or act()
    carry_out(parent.database, lambda connection: end_payer(connection, doing, parent.member, payer_id))


def pay(parent: Account, payer_id: str, amount_fen: int = 50_00) -> Moved | None:
    """Pay in for a member."""
    doing = act()

    def work(connection: Connection) -> Moved | None:
        at = desk(connection)
        return top_up(
            connection,
            doing,
            parent.member,
            amount_fen=amount_fen,
            means="wechat",
            desk=at,
            payer_id=payer_id,
            is_named=True,
        )

    return carry_out(parent.database, work)


def links(parent: Account) -> tuple[FamilyPayer, ...]:
    """Return who pays for a member."""
    with parent.database.read() as connection:
        return payers_of(connection, VAULT, parent.member)


def export(parent: Account) -> str:
    """Return everything about a member."""
    with parent.database.read() as connection:
        person = open_person(VAULT, parent.member.person)
        return json.dumps(
            everything_about(connection, VAULT, parent.member, person, at=now()), ensure_ascii=False
        )


def erase(parent: Account) -> Member:
    """Pay everything out, and forget the member."""
    carry_out(
        parent.database,
        lambda connection: return_card(
            connection,
            act(),
            parent.member,
            amount_fen=parent.balance_fen,
            means="cash",
            desk=desk(connection, is_office=True),
        ),
    )
    return parent.database.write(lambda connection: erase_member(connection, act(), parent.code))


def test_somebody_who_is_no_member_is_sealed_and_shown_masked(parent: Account) -> None:
    key = name(parent, DAUGHTER)

    (link,) = links(parent)
    with parent.database.read() as connection:
        row = connection.execute(select(family_payers)).one()
    assert (link.id, link.member, link.name, link.phone) == (key, None, "陈**娟", "199****3700")
    assert DAUGHTER.name.encode() not in row.name
    assert DAUGHTER.phone.encode() not in row.phone


def test_a_member_who_pays_is_listed_both_ways(parent: Account) -> None:
    name(parent, "M0002")

    with parent.database.read() as connection:
        (paid_for,) = pays_for(connection, VAULT, require_member(connection, "M0002"))
    assert links(parent)[0].member == "M0002"
    assert paid_for.member == "M0001"


def test_a_top_up_names_its_payer_in_the_statement_and_in_its_entry(parent: Account) -> None:
    key, before_fen = name(parent, DAUGHTER), parent.balance_fen

    pay(parent, key)

    with parent.database.read() as connection:
        newest = statement_of(connection, parent.member).movements[0]
    assert (newest.payer_id, parent.balance_fen) == (key, before_fen + 50_00)
    assert_books_agree(parent.database)


def test_a_payer_changes_no_limit(parent: Account) -> None:
    key = name(parent, DAUGHTER)

    with pytest.raises(BalanceCapExceeded):
        pay(parent, key, 5_000_00)


def test_who_does_not_pay_for_the_member_is_refused(parent: Account) -> None:
    key, other = name(parent, DAUGHTER), Account(parent.database, "M0003")
    before_fen = parent.balance_fen

    with pytest.raises(UnknownPayer):
        pay(other, key)
    with pytest.raises(UnknownPayer):
        end(other, key)
    end(parent, key)
    with pytest.raises(PayerEnded):
        pay(parent, key)
    with pytest.raises(PayerEnded):
        end(parent, key)

    assert parent.balance_fen == before_fen
    assert links(parent)[0].ended_at is not None


def test_what_cannot_be_named_is_refused(parent: Account) -> None:
    key = name(parent, "M0002")

    with pytest.raises(PayerNamed):
        name(parent, "M0002")
    with pytest.raises(OwnPayer):
        name(parent, "M0001")
    with pytest.raises(PayerPhoneMissing):
        name(parent, replace(DAUGHTER, phone=""))
    end(parent, key)
    name(parent, "M0002")

    assert [link.ended_at is None for link in links(parent)] == [False, True]


def test_the_same_request_names_and_ends_once(parent: Account) -> None:
    naming, ending = act(), act()
    for _ in range(2):
        key = name(parent, DAUGHTER, doing=naming)
    for _ in range(2):
        end(parent, key, doing=ending)

    with pytest.raises(ActKeyReused):
        name(parent, DAUGHTER, doing=replace(naming, request_hash="another"))
    assert len(links(parent)) == 1


def test_the_export_tells_the_payers_plainly(parent: Account) -> None:
    name(parent, DAUGHTER)
    name(parent, "M0002")

    told = export(parent)

    assert DAUGHTER.name in told
    assert DAUGHTER.phone in told
    assert '"member": "M0002"' in told
    assert '"member": "M0001"' in export(Account(parent.database, "M0002"))


def test_whoever_forgets_the_parent_forgets_the_child(parent: Account) -> None:
    name(parent, DAUGHTER)

    erase(parent)

    (link,) = links(parent)
    assert (link.name, link.phone) == (ERASED, "")
    assert link.ended_at is not None
    with pytest.raises(ErasedMember):
        name(Account(parent.database, "M0002"), "M0001")


def test_a_payer_who_is_erased_pays_no_more(parent: Account) -> None:
    name(parent, "M0002")

    erase(Account(parent.database, "M0002"))

    (link,) = links(parent)
    assert link.name == ERASED
    assert link.ended_at is not None
