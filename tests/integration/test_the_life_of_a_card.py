"""A card is lost and found, frozen and thawed, replaced and returned; what belongs to the member stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from pos.cards.cards import (
    BlockedCard,
    FrozenCard,
    LostCard,
    ReplacedCard,
    ReturnedCard,
    UnknownCard,
    block_card,
    require_holder,
)
from pos.cards.event_tables import card_events
from pos.cards.life import (
    CardBlockedOtherwise,
    CardIsOver,
    CardTaken,
    NewCard,
    card_found,
    end_cards,
    freeze_card,
    replace_cards,
    report_loss,
    thaw_card,
)
from pos.clock import now
from pos.database import Database
from pos.errors import Refusal
from pos.members.acts import Act, ActKeyReused, begin_act, events_of
from pos.members.states import ClosedMember, FrozenMember, freeze_member, thaw_member
from pos.sales.selling import sell
from pos.shifts.shifts import DrawerTooLow
from pos.wallets.doing import carry_out
from pos.wallets.returns import BalanceChanged, reopen, return_card
from pos.wallets.top_ups import Moved
from tests.integration.members_care import FRESH, Account, act, assert_books_agree, desk, sum_of
from tests.tickets import EQUIPMENT, plentiful, prove_payment, ticket_for, uuid7, virtual_card

Doing = Callable[[Connection, Act, int], Any]
SERIAL, NUMBER = "C0DE013700000001", "9137000000017919"


@pytest.fixture
def account(database: Database) -> Account:
    """Give the account of a member of the demo who has one card."""
    return Account(database, "M0001")


def carry(account: Account, doing: Doing, by: Act | None = None) -> Any:
    """Carry an act on a member out."""
    member_id = account.member.id
    asked = by or act()
    return carry_out(account.database, lambda connection: doing(connection, asked, member_id))


def lose(connection: Connection, by: Act, member_id: int) -> Any:
    """Report every card lost."""
    return report_loss(connection, by, member_id)


def find(connection: Connection, by: Act, member_id: int) -> Any:
    """Bring a lost card back."""
    return card_found(connection, by, member_id, serial=SERIAL)


def freeze(connection: Connection, by: Act, member_id: int) -> Any:
    """Freeze the card."""
    return freeze_card(connection, by, member_id, serial=SERIAL)


def thaw(connection: Connection, by: Act, member_id: int) -> Any:
    """Thaw the card."""
    return thaw_card(connection, by, member_id, serial=SERIAL)


def replace(connection: Connection, by: Act, member_id: int) -> Any:
    """Give a new card."""
    return replace_cards(connection, by, member_id, FRESH)


def return_all(
    account: Account, amount_fen: int, *, means: str = "cash", by: Act | None = None
) -> Moved | None:
    """Return the card at the till and have a balance paid out."""
    asked = by or act("moves away")
    return carry_out(
        account.database,
        lambda connection: return_card(
            connection, asked, account.member, amount_fen=amount_fen, means=means, desk=desk(connection)
        ),
    )


def pay(account: Account, folder: Path, *, serial: str = SERIAL, number: str = NUMBER) -> Any:
    """Buy a dish with a card."""
    place = folder / uuid7()
    place.mkdir()
    card = virtual_card(serial, number, place)
    ticket = ticket_for(
        account.database, (plentiful(account.database, "vegetable"), 1), serial=serial, tender="wallet"
    )
    return sell(account.database, ticket, card=prove_payment(card, ticket), equipment=EQUIPMENT, at=now())


@pytest.mark.parametrize(
    ("doing", "undoing", "refusal"),
    [(lose, find, LostCard), (freeze, thaw, FrozenCard)],
    ids=["lost", "frozen"],
)
def test_a_blocked_card_pays_nothing_until_it_is_let_pay_again(
    account: Account, doing: Doing, undoing: Doing, refusal: type[Refusal], tmp_path: Path
) -> None:
    carry(account, doing)
    with pytest.raises(refusal):
        pay(account, tmp_path)

    carry(account, undoing)

    assert pay(account, tmp_path)
    assert_books_agree(account.database)


def test_a_loss_needs_no_card_in_hand_and_leaves_the_money_where_it_is(account: Account) -> None:
    held_fen = account.balance_fen

    assert carry(account, lose) == (SERIAL,)

    assert account.blocks() == {SERIAL: "lost"}
    assert (account.balance_fen, account.state) == (held_fen, "open")


def test_the_same_report_counts_once_and_a_later_one_changes_nothing(account: Account) -> None:
    by = act("lost on the bus")

    assert carry(account, lose, by) == (SERIAL,)
    assert carry(account, lose, by) == ()
    assert carry(account, lose) == ()

    with account.database.read() as connection:
        own = select(card_events.c.kind).where(card_events.c.serial == SERIAL)
        told = sorted(connection.execute(own).scalars())
        kinds = [event.kind for event in events_of(connection, account.member.id)]
    assert told == ["issued", "lost"]
    assert sorted(kinds) == ["issue", "loss", "loss", "top_up"]


def test_a_key_of_a_loss_is_no_key_of_anything_else(account: Account) -> None:
    by = act()
    carry(account, lose, by)

    with pytest.raises(ActKeyReused):
        carry(account, freeze, by)
    with pytest.raises(ActKeyReused):
        carry(Account(account.database, "M0002"), lose, by)


def test_a_frozen_card_that_is_then_lost_is_not_thawed(account: Account) -> None:
    carry(account, freeze)
    carry(account, lose)

    with pytest.raises(CardBlockedOtherwise) as refusal:
        carry(account, thaw)

    assert refusal.value.facts["reason"] == "lost"


def test_a_card_that_looks_like_a_copy_is_not_let_pay_by_being_found(account: Account) -> None:
    account.database.write(lambda connection: block_card(connection, SERIAL, reason="counter_went_back"))
    carry(account, lose)

    with pytest.raises(CardBlockedOtherwise):
        carry(account, find)

    assert account.blocks() == {SERIAL: "counter_went_back"}


def test_a_card_of_somebody_else_is_not_touched(account: Account) -> None:
    stranger = Account(account.database, "M0002")
    for doing in (find, freeze, thaw):
        with pytest.raises(UnknownCard):
            carry(stranger, doing)


def test_a_new_card_takes_over_the_money_and_the_old_one_is_over(account: Account, tmp_path: Path) -> None:
    carry(account, lose)
    held_fen = account.balance_fen

    assert carry(account, replace)

    assert account.blocks() == {FRESH.serial: None, SERIAL: "replaced"}
    assert account.balance_fen == held_fen
    with pytest.raises(ReplacedCard):
        pay(account, tmp_path)
    for doing in (find, thaw):
        with pytest.raises(CardIsOver):
            carry(account, doing)
    assert pay(account, tmp_path, serial=FRESH.serial, number=FRESH.number)
    assert_books_agree(account.database)


def test_a_replacement_happens_once(account: Account) -> None:
    by = act()

    assert carry(account, replace, by)
    assert not carry(account, replace, by)


def test_a_card_that_is_somebodys_replaces_none(account: Account) -> None:
    with pytest.raises(CardTaken):
        carry(
            account,
            lambda connection, by, member_id: replace_cards(
                connection, by, member_id, NewCard("C0DE013700000002", "9137000000025838")
            ),
        )

    assert account.blocks() == {SERIAL: None}


def test_a_frozen_account_buys_nothing_and_takes_money(account: Account, tmp_path: Path) -> None:
    carry(account, freeze_member)

    with pytest.raises(FrozenMember):
        pay(account, tmp_path)
    with pytest.raises(FrozenMember):
        carry(account, replace)
    account.top_up(5_00)
    carry(account, thaw_member)

    assert pay(account, tmp_path)


def test_who_returns_the_card_gets_all_that_was_paid_in(account: Account, tmp_path: Path) -> None:
    held_fen, drawer_fen = account.balance_fen, sum_of(account.database, "drawer:T1")

    moved = return_all(account, held_fen)

    assert moved is not None
    assert (moved.amount_fen, moved.after_fen) == (held_fen, 0)
    assert sum_of(account.database, "drawer:T1") == drawer_fen - held_fen
    assert (account.balance_fen, account.state, account.blocks()) == (0, "closed", {SERIAL: "returned"})
    with pytest.raises(ReturnedCard):
        pay(account, tmp_path)
    with pytest.raises(ClosedMember):
        account.top_up(1_00)
    with pytest.raises(ClosedMember):
        return_all(account, 0)
    for doing in (freeze_member, thaw_member):
        with pytest.raises(ClosedMember):
            carry(account, doing)
    assert_books_agree(account.database)


def test_a_return_by_an_external_means_leaves_the_drawer_alone(account: Account) -> None:
    drawer_fen = sum_of(account.database, "drawer:T1")

    return_all(account, account.balance_fen, means="wechat")

    assert sum_of(account.database, "drawer:T1") == drawer_fen
    assert sum_of(account.database, "external:wechat") < 0


def test_a_return_happens_once(account: Account) -> None:
    by, held_fen = act(), account.balance_fen

    assert return_all(account, held_fen, by=by) is not None
    assert return_all(account, held_fen, by=by) is None


def test_an_empty_account_is_closed_without_a_movement(account: Account) -> None:
    held_fen = account.balance_fen
    return_all(account, held_fen)
    carry_out(
        account.database,
        lambda connection: reopen(connection, act(), account.member, FRESH),
    )

    moved = return_all(account, 0)

    assert moved == Moved("", "cash", 0, 0, 0)
    assert_books_agree(account.database)


@pytest.mark.parametrize("off_fen", [-1, 1])
def test_nothing_is_paid_out_but_what_the_screen_showed(account: Account, off_fen: int) -> None:
    held_fen = account.balance_fen

    with pytest.raises(BalanceChanged) as refusal:
        return_all(account, held_fen + off_fen)

    assert refusal.value.facts == {"shown_fen": held_fen + off_fen, "balance_fen": held_fen}
    assert (account.balance_fen, account.state) == (held_fen, "open")


def test_no_more_is_paid_out_than_the_drawer_holds(account: Account) -> None:
    account.top_up(1_000_00, means="wechat")

    with pytest.raises(DrawerTooLow):
        return_all(account, account.balance_fen)

    assert account.state == "open"


def test_a_closed_account_opens_again_with_a_new_card(account: Account, tmp_path: Path) -> None:
    return_all(account, account.balance_fen)
    by = act()

    def again() -> bool:
        return carry_out(
            account.database,
            lambda connection: reopen(connection, by, account.member, FRESH),
        )

    assert again()
    assert not again()
    account.top_up(50_00)
    assert pay(account, tmp_path, serial=FRESH.serial, number=FRESH.number)
    with pytest.raises(ReturnedCard):
        pay(account, tmp_path)
    assert_books_agree(account.database)


def test_a_card_blocked_between_the_look_and_the_charge_pays_nothing(
    account: Account, tmp_path: Path
) -> None:
    """The guard is in the charge's own statement: what was looked at before does not count."""
    card = virtual_card(SERIAL, NUMBER, tmp_path)
    ticket = ticket_for(
        account.database, (plentiful(account.database, "vegetable"), 1), serial=SERIAL, tender="wallet"
    )
    proven = prove_payment(card, ticket)
    held_fen = account.balance_fen
    carry(account, lose)

    with pytest.raises(BlockedCard):
        sell(account.database, ticket, card=proven, equipment=EQUIPMENT, at=now())

    assert account.balance_fen == held_fen


def test_cards_that_ended_are_not_ended_again(account: Account) -> None:
    carry(account, replace)

    assert carry(account, _end) == (FRESH.serial,)


def test_an_unknown_holder_is_refused(database: Database) -> None:
    with database.read() as connection, pytest.raises(UnknownCard):
        require_holder(connection, FRESH.serial)


def _end(connection: Connection, by: Act, member_id: int) -> tuple[str, ...]:
    begin_act(connection, by, "return", member_id)
    return end_cards(connection, by, member_id, "returned")
