"""Attacks on the money itself: postings, entries, their chain, running balances, and the sale's own entry."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from inventory.tables import portion_movements
from pos.ledger.posting import chain_head
from pos.ledger.tables import account_balances, accounts, entries, postings
from pos.receipts.tables import print_jobs
from pos.sales.tables import operator_claims, order_lines, order_reductions, order_tenders, orders
from pos.usage.tables import order_uses
from tests.closings import close_counted
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.attacks.spoiling import (
    after_the_seal,
    changed,
    only,
    raised,
    spoiled,
    with_account,
    without_rows,
)
from tests.integration.parts import Parts, Row, correct_sale
from tests.tickets import uuid7

SEAL = ("entries.entries_seal",)
FLOOR = "ck_account_balances_stays_above_its_floor"
BORN = "balances_are_born_at_zero"
MOVED = "only_postings_move_balances"


def id_of(connection: Connection, code: str) -> int:
    """Return the id of an account."""
    found: int = connection.execute(select(accounts.c.id).where(accounts.c.code == code)).scalar_one()
    return found


def moving(debit: str, credit: str, amount_fen: int) -> Act:
    """Post a movement between two accounts, by their codes."""

    def act(connection: Connection) -> None:
        move = {"debit_account_id": id_of(connection, debit), "credit_account_id": id_of(connection, credit)}
        connection.execute(insert(postings).values(entry_id=uuid7(), amount_fen=amount_fen, **move))

    return act


def emptying(code: str, into: str, *, over_fen: int, is_wallet: bool) -> Act:
    """Post all that an account holds, and some fen more, into another."""

    def act(connection: Connection) -> None:
        held = select(account_balances.c.balance_fen)
        amount_fen = connection.execute(
            held.where(account_balances.c.account_id == id_of(connection, code))
        ).scalar_one()
        debit, credit = (code, into) if is_wallet else (into, code)
        moving(debit, credit, amount_fen + over_fen)(connection)

    return act


def setting(code: str, **values: Any) -> Act:
    """Set columns of a running balance by hand."""

    def act(connection: Connection) -> None:
        row = account_balances.c.account_id == id_of(connection, code)
        connection.execute(update(account_balances).where(row).values(values))

    return act


def born(kind: str, **values: Any) -> Act:
    """Give an account of a kind a balance row."""

    def act(connection: Connection) -> None:
        opened = insert(accounts).values(code=f"{kind}:new", kind=kind).returning(accounts.c.id)
        account_id = connection.execute(opened).scalar_one()
        row = {"account_id": account_id, "credit_sign": 1, **values}
        connection.execute(insert(account_balances).values(row))

    return act


def _to_account(sale: Parts, account_id: int) -> None:
    sale.postings[0]["credit_account_id"] = account_id


def _borne_by(sale: Parts, account_id: int) -> None:
    sale.postings[-1]["debit_account_id"] = account_id


def _lower_with_its_entry(sale: Parts) -> None:
    sale.postings[0]["amount_fen"] -= 1
    sale.entry["amount_fen"] -= 1


def _on_another_day(sale: Parts) -> None:
    sale.entry["business_date"] -= timedelta(days=1)


def _order_of_another_day(sale: Parts) -> None:
    sale.order["business_date"] -= timedelta(days=1)


def _in_a_closed_shift(connection: Connection) -> None:
    sale = correct_sale(connection, serial=None)
    close_counted(connection, "T1")
    head = chain_head(connection, "T1")
    sale.entry.update(sequence=head.sequence + 1, previous_hash=head.hash)
    sale.write(connection)


def _same_place(sale: Parts) -> Row:
    return {**sale.entry, "id": uuid7(), "kind": "float", "order_id": None, "amount_fen": 0}


POSTINGS = (
    Attack("a fen too little", "postings_add_up", raised("postings", amount_fen=-1)),
    Attack("a fen too much", "postings_add_up", raised("postings", amount_fen=1)),
    Attack("no postings", "postings_add_up", without_rows(postings)),
    Attack("no entry", "fk_postings_entry_id", only(postings)),
    Attack("nothing moved", "ck_postings_amount_is_positive", changed("postings", amount_fen=0)),
    Attack("moved backwards", "ck_postings_amount_is_positive", changed("postings", amount_fen=-1)),
    Attack(
        "from an account to itself",
        "ck_postings_moves_between_two_accounts",
        moving("revenue:canteen", "revenue:canteen", 1),
    ),
    Attack("after the seal", "entries_are_sealed", after_the_seal(postings, lambda sale: sale.postings[0])),
)
BALANCES = (
    Attack(
        "a wallet, by a fen", FLOOR, emptying("wallet:M0001", "safe:xinli137", over_fen=1, is_wallet=True)
    ),
    Attack("a drawer, by a fen", FLOOR, emptying("drawer:T1", "safe:xinli137", over_fen=1, is_wallet=False)),
    Attack("a balance set by hand", MOVED, setting("wallet:M0001", balance_fen=1_000_000_00)),
    Attack(
        "a balance set under a new posting", MOVED, setting("wallet:M0001", balance_fen=0, last_posting_id=1)
    ),
    Attack("a floor lowered", MOVED, setting("wallet:M0001", floor_fen=-1_000_00)),
    Attack("a sign turned", MOVED, setting("wallet:M0001", credit_sign=-1)),
    Attack("every drawer emptied", MOVED, running("UPDATE account_balances SET balance_fen = 0")),
    Attack("born with money", BORN, born("revenue", balance_fen=100_00)),
    Attack("born with a floor", BORN, born("revenue", floor_fen=-100_00)),
    Attack("born for an account that keeps none", BORN, born("revenue")),
    Attack("born a second time", BORN, born("wallet"), also="pk_account_balances"),
    Attack(
        "born with the sign of a drawer",
        BORN,
        born("wallet", credit_sign=-1),
        without=("accounts.accounts_birth",),
    ),
    Attack(
        "born with the sign of a wallet",
        BORN,
        born("drawer", credit_sign=1),
        without=("accounts.accounts_birth",),
    ),
    Attack(
        "no sign",
        "ck_account_balances_credit_sign_is_a_sign",
        born("wallet", credit_sign=0),
        without=("accounts.accounts_birth", "account_balances.account_balances_birth"),
    ),
)
SALES = (
    Attack("a fen less, entry and all", "sale_postings_add_up", spoiled(_lower_with_its_entry)),
    Attack("an entry of another day", "shift_is_open", spoiled(_on_another_day)),
    Attack(
        "an entry of another day, behind the shift",
        "sale_postings_add_up",
        spoiled(_on_another_day),
        without=("entries.entries_belong",),
    ),
    Attack("into a safe", "sale_postings_add_up", with_account("safe", _to_account)),
    Attack("into a friend's wallet", "sale_postings_add_up", with_account("wallet", _to_account)),
    Attack("a subsidy that nobody owes", "sale_postings_add_up", with_account("safe", _borne_by)),
    Attack("an order without its entry", "sale_postings_add_up", without_rows(entries)),
    Attack(
        "an entry without its order",
        "fk_entries_order_id",
        without_rows(
            order_lines,
            order_reductions,
            order_tenders,
            operator_claims,
            order_uses,
            portion_movements,
            print_jobs,
            orders,
        ),
    ),
    Attack(
        "an entry that is named otherwise",
        "ck_entries_a_sale_is_named_as_its_order",
        changed("entry", order_id="another"),
    ),
    Attack("a sale of no order", "ck_entries_a_sale_has_its_order", changed("entry", order_id=None)),
    Attack("a gift", "ck_entries_kind_is_known", changed("entry", kind="gift", order_id=None)),
    Attack(
        "an entry below nothing", "ck_entries_amount_is_not_negative", changed("entry", amount_fen=-1), SEAL
    ),
)
CHAINS = (
    Attack("a gap", "chain_is_unbroken", raised("entry", sequence=1)),
    Attack("another hash before it", "chain_is_unbroken", changed("entry", previous_hash="0" * 64)),
    Attack("no hash before it", "chain_is_unbroken", changed("entry", previous_hash="")),
    Attack(
        "begun with the second",
        "chain_is_unbroken",
        changed("entry", chain_code="new", sequence=2, previous_hash=""),
    ),
    Attack("begun after another", "chain_is_unbroken", changed("entry", chain_code="new", sequence=1)),
    Attack(
        "before the first",
        "ck_entries_sequence_is_positive",
        changed("entry", sequence=0),
        (*SEAL, "entries.entries_belong"),
    ),
    Attack(
        "twice in one place", "uq_entries_chain_code_sequence", after_the_seal(entries, _same_place), SEAL
    ),
)
SHIFTS = (
    Attack("a closed shift", "shift_is_open", _in_a_closed_shift),
    Attack("another till's shift", "shift_is_open", changed("order", serial=None, till_code="T2")),
    Attack("another day than the shift's", "shift_is_open", spoiled(_order_of_another_day)),
    Attack("an unknown shift", "shift_is_open", changed("order", shift_id="none")),
)
PORTIONS = (
    Attack("more than are left", "portions_are_left", changed("portions", quantity=100_000)),
    Attack("none", "ck_portion_movements_quantity_is_positive", changed("portions", quantity=0)),
    Attack(
        "given back",
        "ck_portion_movements_quantity_is_positive",
        after_the_seal(
            portion_movements, lambda sale: {**sale.portions[0], "reference": "back", "quantity": -1}
        ),
    ),
)

ON_THE_LEDGER = (*POSTINGS, *BALANCES, *SALES, *CHAINS, *SHIFTS, *PORTIONS)
