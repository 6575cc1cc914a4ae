"""Money comes into a wallet once, by its own means, below the cap; a wrong top-up goes back the same way."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from pos.clock import now
from pos.database import Database
from pos.limits.limits import set_limit
from pos.members.acts import Act, ActKeyReused, begin_act
from pos.sales.selling import sell
from pos.shifts.shifts import DrawerTooLow, ShiftClosed, require_till
from pos.wallets.acts import UnknownMeans, WalletAct, account_of, write_act
from pos.wallets.doing import carry_out
from pos.wallets.statement import statement_of
from pos.wallets.top_ups import (
    BalanceCapExceeded,
    Moved,
    TopUpSpent,
    TopUpUndone,
    UnknownTopUp,
    undo_top_up,
)
from tests.closings import close_counted
from tests.integration.members_care import Account, act, assert_books_agree, desk, sum_of
from tests.tickets import EQUIPMENT, plentiful, ticket_for

TILL_DRAWER, SAFE = "drawer:T1", "safe:xinli137"


@pytest.fixture
def account(database: Database) -> Account:
    """Give the account of a member of the demo."""
    return Account(database, "M0001")


def undo(account: Account, undoes: str, *, doing: Act | None = None, is_office: bool = False) -> Moved | None:
    """Undo a top-up at the till, or at the office."""
    return carry_out(
        account.database,
        lambda connection: undo_top_up(
            connection,
            doing or act("typed a digit too many"),
            account.member,
            undoes=undoes,
            desk=desk(connection, is_office=is_office),
        ),
    )


@pytest.mark.parametrize("means", ["wechat", "alipay", "bank", "transfer"])
def test_an_external_means_has_an_account_of_its_own(account: Account, means: str) -> None:
    drawer_fen, before_fen = sum_of(account.database, TILL_DRAWER), account.balance_fen

    moved = account.top_up(100_00, means=means)

    assert moved == Moved(moved.number if moved else "", means, 100_00, before_fen, before_fen + 100_00)
    assert account.balance_fen == before_fen + 100_00
    assert sum_of(account.database, f"external:{means}") == 100_00
    assert sum_of(account.database, TILL_DRAWER) == drawer_fen
    assert_books_agree(account.database)


def test_cash_goes_into_the_drawer_of_the_till_or_the_safe_of_the_office(account: Account) -> None:
    drawer_fen, safe_fen = (sum_of(account.database, code) for code in (TILL_DRAWER, SAFE))

    at_till, at_office = account.top_up(50_00), account.top_up(20_00, is_office=True)

    assert sum_of(account.database, TILL_DRAWER) == drawer_fen + 50_00
    assert sum_of(account.database, SAFE) == safe_fen + 20_00
    assert at_till is not None
    assert at_till.number == "T1-000002"
    assert at_office is not None
    assert at_office.number.startswith("OFFICE-")
    assert_books_agree(account.database)


def test_the_same_request_counts_once(account: Account) -> None:
    before_fen, doing = account.balance_fen, act()

    first, second = account.top_up(10_00, doing=doing), account.top_up(10_00, doing=doing)

    assert first is not None
    assert second is None
    assert account.balance_fen == before_fen + 10_00


def test_a_key_of_other_contents_is_refused(account: Account) -> None:
    doing = act()
    account.top_up(10_00, doing=doing)
    held_fen = account.balance_fen

    with pytest.raises(ActKeyReused):
        account.top_up(20_00, doing=replace(doing, request_hash="another"))
    with pytest.raises(ActKeyReused):
        Account(account.database, "M0002").top_up(10_00, doing=doing)
    with pytest.raises(ActKeyReused):
        undo(account, doing.id, doing=doing)

    assert account.balance_fen == held_fen


@pytest.mark.parametrize(("is_named", "cap_fen"), [(True, 5_000_00), (False, 1_000_00)])
def test_the_resulting_balance_stays_at_or_below_the_cap(
    account: Account, is_named: bool, cap_fen: int
) -> None:
    room_fen = cap_fen - account.balance_fen

    with pytest.raises(BalanceCapExceeded) as refusal:
        account.top_up(room_fen + 1, is_named=is_named)
    account.top_up(room_fen, is_named=is_named)

    assert refusal.value.facts == {"cap_fen": cap_fen, "balance_fen": cap_fen + 1, "is_named": is_named}
    assert account.balance_fen == cap_fen


def test_a_site_sets_its_own_cap(account: Account) -> None:
    account.database.write(
        lambda connection: set_limit(
            connection, "xinli137", "balance_named", amount_fen=account.balance_fen, by="test", at=now()
        )
    )

    with pytest.raises(BalanceCapExceeded):
        account.top_up(1)


def test_nothing_comes_in_by_an_unknown_means_or_at_a_till_without_a_shift(account: Account) -> None:
    with pytest.raises(UnknownMeans):
        account.top_up(10_00, means="shells")

    account.database.write(_close)
    with pytest.raises(ShiftClosed):
        account.top_up(10_00)


@pytest.mark.parametrize("means", ["cash", "wechat"])
def test_an_undo_goes_back_by_the_means_of_the_top_up(account: Account, means: str) -> None:
    before = [sum_of(account.database, code) for code in (TILL_DRAWER, SAFE, "external:wechat")]
    held_fen, doing = account.balance_fen, act()
    account.top_up(30_00, means=means, doing=doing)

    moved = undo(account, doing.id)

    assert moved is not None
    assert (moved.means, moved.before_fen, moved.after_fen) == (means, held_fen + 30_00, held_fen)
    assert [sum_of(account.database, code) for code in (TILL_DRAWER, SAFE, "external:wechat")] == before
    assert_books_agree(account.database)


def test_a_top_up_is_undone_once_whoever_asks(account: Account) -> None:
    doing, undoing = act(), act()
    account.top_up(30_00, doing=doing)

    assert undo(account, doing.id, doing=undoing) is not None
    assert undo(account, doing.id, doing=undoing) is None
    with pytest.raises(TopUpUndone):
        undo(account, doing.id)


def test_only_a_top_up_of_this_member_is_undone(account: Account) -> None:
    doing, undoing = act(), act()
    account.top_up(30_00, doing=doing)
    undo(account, doing.id, doing=undoing)

    for member, id_ in (
        (account, "nothing"),
        (account, undoing.id),
        (Account(account.database, "M0002"), doing.id),
    ):
        with pytest.raises(UnknownTopUp):
            undo(member, id_)


def test_a_top_up_that_was_spent_is_not_undone_and_what_is_left_is_said(account: Account) -> None:
    doing = act()
    account.top_up(30_00, doing=doing)
    held_fen = account.balance_fen
    # All but 10 yuan goes out another way: what is left does not cover the top-up any more.
    other = act()
    account.top_up(5_00, means="wechat", doing=other)
    spend(account, held_fen + 5_00 - 10_00)

    with pytest.raises(TopUpSpent) as refusal:
        undo(account, doing.id)

    assert refusal.value.facts == {"amount_fen": 30_00, "left_fen": 10_00}
    assert_books_agree(account.database)


def test_cash_that_was_handed_over_comes_out_of_the_safe(account: Account) -> None:
    doing = act()
    account.top_up(600_00, doing=doing, is_office=True)

    with pytest.raises(DrawerTooLow) as refusal:
        undo(account, doing.id)
    moved = undo(account, doing.id, is_office=True)

    assert refusal.value.facts == {"amount_fen": 600_00}
    assert moved is not None


def test_the_statement_shows_each_movement_with_the_balance_after_it(account: Account) -> None:
    first_fen, doing = account.balance_fen, act()
    account.top_up(30_00, doing=doing)
    undo(account, doing.id)
    account.top_up(7_00, means="alipay")

    with account.database.read() as connection:
        whole = statement_of(connection, account.member)
        newest = statement_of(connection, account.member, limit=2)
        older = statement_of(connection, account.member, before=newest.next_place, limit=2)

    assert [(row.kind, row.amount_fen, row.after_fen) for row in whole.movements] == [
        ("top_up", 7_00, first_fen + 7_00),
        ("undo", -30_00, first_fen),
        ("top_up", 30_00, first_fen + 30_00),
        ("top_up", first_fen, first_fen),
    ]
    assert [row.is_undone for row in whole.movements] == [False, False, True, False]
    assert (whole.in_fen - whole.out_fen, whole.next_place) == (whole.balance_fen, None)
    assert (*newest.movements, *older.movements) == whole.movements
    assert older.next_place is None


def test_a_guest_pays_as_before(account: Account) -> None:
    """The drawer that took a top-up sells on."""
    account.top_up(30_00)
    ticket = ticket_for(account.database, (plentiful(account.database, "main"), 1))

    assert sell(account.database, ticket, card=None, equipment=EQUIPMENT, at=now())
    assert_books_agree(account.database)


def spend(account: Account, amount_fen: int) -> None:
    """Take money out of a wallet into the safe, and leave the account open."""

    def work(connection: Connection) -> None:
        office, doing = desk(connection, is_office=True), act()
        begin_act(connection, doing, "pay_out", account.member.id)
        safe = account_of(connection, office, "cash")
        write_act(connection, doing, WalletAct("pay_out", account.member, "cash", safe, amount_fen), office)

    account.database.write(work)


def _close(connection: Connection) -> None:
    till = require_till(connection, "T1")
    assert till.shift
    close_counted(connection, till.code)
