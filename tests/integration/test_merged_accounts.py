"""Two accounts of one person become one: money, cards, proofs, and what was used of each rule."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.cards.cards import require_holder
from pos.clock import now
from pos.database import Database
from pos.members.acts import Act
from pos.members.members import require_member
from pos.members.proofs import prove_class
from pos.members.states import (
    ClosedMember,
    FrozenMember,
    MergedMember,
    freeze_member,
    merged_codes,
    survivor_code,
)
from pos.pricebook.pricebook import load_scheme
from pos.sales.selling import sell
from pos.sales.tables import order_reductions
from pos.wallets.doing import carry_out
from pos.wallets.merging import SameMember, merge
from pos.wallets.returns import return_card
from pos.wallets.statement import statement_of
from pos.wallets.top_ups import Moved
from tests.integration.members_care import Account, act, assert_books_agree, desk
from tests.integration.test_uses import ONCE_A_DAY
from tests.schemes import demo_version
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, uuid7, virtual_card

CARDS = {"M0001": ("C0DE013700000001", "9137000000017919"), "M0002": ("C0DE013700000002", "9137000000025838")}


@pytest.fixture
def account(database: Database) -> Account:
    """Give the account that is merged."""
    return Account(database, "M0001")


@pytest.fixture
def survivor(database: Database) -> Account:
    """Give the account that goes on."""
    return Account(database, "M0002")


def merge_into(account: Account, survivor: Account, by: Act | None = None) -> Moved | None:
    """Merge an account into another."""
    asked = by or act("one person, two cards")
    return carry_out(
        account.database,
        lambda connection: merge(
            connection, asked, account.member, survivor.member, desk=desk(connection, is_office=True)
        ),
    )


def pay(account: Account, code: str, folder: Path) -> int:
    """Buy a dish with the card that a member of the demo was given; return what was paid."""
    serial, number = CARDS[code]
    place = folder / uuid7()
    place.mkdir()
    with account.database.read() as connection:
        ahead = require_holder(connection, serial)
    card = virtual_card(ahead.serial, number, folder)
    ticket = ticket_for(
        account.database, (plentiful(account.database, "main"), 1), serial=serial, tender="wallet"
    )
    assert sell(account.database, ticket, card=prove_payment(card, ticket), equipment=EQUIPMENT, at=now())
    return ticket.total_fen


def test_the_money_moves_by_one_entry_and_both_histories_stay(account: Account, survivor: Account) -> None:
    moved_fen, held_fen = account.balance_fen, survivor.balance_fen

    moved = merge_into(account, survivor)

    assert moved is not None
    assert (moved.amount_fen, moved.before_fen, moved.after_fen) == (
        moved_fen,
        held_fen,
        held_fen + moved_fen,
    )
    assert (account.balance_fen, account.state) == (0, "merged")
    assert survivor.balance_fen == held_fen + moved_fen
    with account.database.read() as connection:
        assert survivor_code(connection, account.member.id) == "M0002"
        assert merged_codes(connection, survivor.member.id) == ("M0001",)
        histories = [statement_of(connection, one.member).movements for one in (account, survivor)]
    assert [[(row.kind, row.amount_fen) for row in rows] for rows in histories] == [
        [("merge", -moved_fen), ("top_up", moved_fen)],
        [("merge", moved_fen), ("top_up", held_fen)],
    ]
    assert_books_agree(account.database)


def test_a_merge_happens_once(account: Account, survivor: Account) -> None:
    by = act()

    assert merge_into(account, survivor, by) is not None
    assert merge_into(account, survivor, by) is None


def test_the_cards_of_both_pay_from_the_survivor(account: Account, survivor: Account, tmp_path: Path) -> None:
    merge_into(account, survivor)
    before_fen = survivor.balance_fen

    paid_fen = pay(account, "M0001", tmp_path) + pay(account, "M0002", tmp_path)

    assert survivor.balance_fen == before_fen - paid_fen
    assert_books_agree(account.database)


def test_what_was_used_on_either_counts_for_one_person(
    account: Account, survivor: Account, tmp_path: Path
) -> None:
    toml = demo_version(20, rules=ONCE_A_DAY)
    account.database.write(
        lambda connection: load_scheme(connection, toml, effective_from=date(2026, 1, 1), at=now())
    )
    pay(account, "M0001", tmp_path)
    merge_into(account, survivor)

    pay(account, "M0002", tmp_path)
    pay(account, "M0001", tmp_path)

    with account.database.read() as connection:
        given = select(order_reductions.c.amount_fen).where(order_reductions.c.kind == "subsidy")
        assert list(connection.execute(given).scalars()) == [2_00]
    assert_books_agree(account.database)


def test_proofs_are_taken_over_and_the_survivors_own_stay(account: Account, survivor: Account) -> None:
    def prove(code: str, class_code: str, valid_until: date) -> None:
        account.database.write(
            lambda connection: prove_class(
                connection,
                require_member(connection, code).id,
                class_code,
                proof_type="certificate",
                valid_from=date(2026, 1, 1),
                valid_until=valid_until,
                at=now(),
            )
        )

    prove("M0001", "dibao", date(2026, 12, 31))
    prove("M0001", "veteran", date(2026, 12, 31))
    prove("M0002", "veteran", date(2027, 12, 31))

    merge_into(account, survivor)

    proofs = {proof.class_code: proof.valid_until for proof in survivor.member.proofs}
    assert proofs == {"dibao": date(2026, 12, 31), "veteran": date(2027, 12, 31)}


def test_a_merged_account_takes_no_part_in_anything(account: Account, survivor: Account) -> None:
    merge_into(account, survivor)

    with pytest.raises(MergedMember) as refusal:
        account.top_up(10_00)
    with pytest.raises(MergedMember):
        merge_into(account, survivor)
    with pytest.raises(MergedMember):
        merge_into(survivor, account)

    assert refusal.value.facts == {"survivor": "M0002"}


def test_a_survivor_that_is_merged_in_turn_leads_on(account: Account, survivor: Account) -> None:
    last = Account(account.database, "M0003")
    total_fen = account.balance_fen + survivor.balance_fen + last.balance_fen
    merge_into(account, survivor)

    merge_into(survivor, last)

    assert last.balance_fen == total_fen
    with account.database.read() as connection:
        assert survivor_code(connection, account.member.id) == "M0003"
        assert merged_codes(connection, last.member.id) == ("M0001", "M0002")
    assert_books_agree(account.database)


def test_an_account_is_not_merged_into_itself_nor_out_of_a_freeze(
    account: Account, survivor: Account
) -> None:
    with pytest.raises(SameMember):
        merge_into(account, account)
    carry_out(account.database, lambda connection: freeze_member(connection, act(), account.member.id))
    with pytest.raises(FrozenMember):
        merge_into(account, survivor)
    with pytest.raises(FrozenMember):
        merge_into(survivor, account)


def test_an_empty_account_is_merged_without_a_movement(account: Account, survivor: Account) -> None:
    held_fen = survivor.balance_fen
    empty = Account(account.database, "M0003")
    merge_into(empty, account)
    total_fen = account.balance_fen
    carry_out(
        account.database,
        lambda connection: return_card(
            connection,
            act(),
            account.member,
            amount_fen=total_fen,
            means="wechat",
            desk=desk(connection),
        ),
    )

    with pytest.raises(ClosedMember):
        merge_into(account, survivor)

    assert survivor.balance_fen == held_fen
    assert_books_agree(account.database)
