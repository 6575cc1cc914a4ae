"""Attacks on what is given back: more than was sold, to others than paid, or changed afterwards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from inventory.tables import portion_returns
from pos.clock import now
from pos.ledger.posting import Event, Posting, chain_head, entry_hash
from pos.ledger.tables import accounts, entries, postings
from pos.receipts.tables import print_jobs
from pos.refunds.refunding import Refund, moves_of, portions_of, rows_of
from pos.refunds.shares import share_of
from pos.refunds.sold import find_sold
from pos.refunds.wishes import LineWish, RefundWish
from pos.sales.refund_tables import REFUND, VOID, refund_lines, refund_reductions, refund_tenders, refunds
from pos.shifts.shifts import open_shift, require_till
from tests.closings import close_counted
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.attacks.spoiling import proven_sale
from tests.integration.parts import SENIOR, Row, paper_of_nobody
from tests.tickets import uuid7

SEAL = ("refunds.refunds_seal",)
WHOLE = ((1, 2), (2, 1))


@dataclass
class RefundParts:
    """One refund: every row that it writes, in the order in which a till writes them; `refund` seals."""

    lines: list[Row]
    reductions: list[Row]
    tenders: list[Row]
    postings: list[Row]
    entry: Row
    paper: Row
    refund: Row
    portions: list[Row]

    def write(self, connection: Connection, *, but: Iterable[Table] = ()) -> None:
        """Write every row, or all but those of some tables."""
        for table, rows in (
            (refund_lines, self.lines),
            (refund_reductions, self.reductions),
            (refund_tenders, self.tenders),
            (postings, self.postings),
            (entries, [self.entry]),
            (print_jobs, [self.paper]),
            (refunds, [self.refund]),
            (portion_returns, self.portions),
        ):
            for row in rows if table not in but else ():
                connection.execute(insert(table).values(row))


def correct_refund(
    connection: Connection,
    order_id: str,
    *lines: tuple[int, int],
    kind: str = REFUND,
    till_code: str = "T1",
) -> RefundParts:
    """Return what a refund of portions of an order's lines writes: (line, quantity), by default of all."""
    order, till, at = find_sold(connection, order_id), require_till(connection, till_code), now()
    assert order is not None
    wishes = tuple(LineWish(number, quantity, "menu") for number, quantity in lines or WHOLE)
    id_ = uuid7()
    wish = RefundWish(id_, kind, order_id, till_code, wishes, 0, "attack", "attack", 1, "attack")
    share = share_of(order, wishes)
    drawer = till.drawer_account_id
    accounts_ = tuple(drawer if one.kind == "cash" else one.account_id for one, _ in share.tenders)
    head = chain_head(connection, till_code)
    made = Refund(wish, order, till, till.require_shift(at), share, accounts_, head, at)
    rows, moves = rows_of(made), moves_of(connection, made)
    return RefundParts(
        lines=[dict(row) for row in rows.lines],
        reductions=[dict(row) for row in rows.reductions],
        tenders=[dict(row) for row in rows.tenders],
        postings=[
            {
                "entry_id": id_,
                "debit_account_id": move.debit_account_id,
                "credit_account_id": move.credit_account_id,
                "amount_fen": move.amount_fen,
            }
            for move in moves
        ],
        entry=_entry(made, moves),
        paper=paper_of_nobody(f"{id_}:refund"),
        refund=dict(rows.refund),
        portions=[
            {
                "menu_item_id": one.menu_item_id,
                "quantity": one.quantity,
                "fate": one.fate,
                "taken_by": order_id,
                "reference": id_,
                "at": at,
            }
            for one in portions_of(share)
        ],
    )


def _entry(made: Refund, moves: list[Posting]) -> Row:
    event = Event(
        id=made.wish.id,
        kind=made.wish.kind,
        reason="attack",
        actor="test",
        business_date=made.shift.business_date,
        at=made.at,
        chain_code=made.till.code,
    )
    return {
        "id": event.id,
        "kind": event.kind,
        "amount_fen": sum(move.amount_fen for move in moves),
        "reason": event.reason,
        "actor": event.actor,
        "business_date": event.business_date,
        "at": event.at,
        "chain_code": event.chain_code,
        "sequence": made.head.sequence + 1,
        "detail_hash": "",
        "previous_hash": made.head.hash,
        "hash": entry_hash(event, moves, made.head),
    }


def spoiled(
    spoil: Callable[[RefundParts], object],
    *lines: tuple[int, int],
    kind: str = REFUND,
    serial: str | None = SENIOR,
) -> Act:
    """Write a refund after a function spoiled it; of a sale by the card, or for cash."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection, serial=serial)
        sale.write(connection)
        parts = correct_refund(connection, sale.order["id"], *lines, kind=kind)
        spoil(parts)
        parts.write(connection)

    return act


def changed(part: str, *lines: tuple[int, int], kind: str = REFUND, **values: Any) -> Act:
    """Write a refund with other values in the first row of one of its parts."""
    return spoiled(lambda parts: _row(parts, part).update(values), *lines, kind=kind)


def raised(part: str, *lines: tuple[int, int], kind: str = REFUND, **by: int) -> Act:
    """Write a refund with amounts in the first row of one of its parts raised, or lowered."""

    def spoil(parts: RefundParts) -> None:
        row = _row(parts, part)
        row.update({name: row[name] + more for name, more in by.items()})

    return spoiled(spoil, *lines, kind=kind)


def after_a_refund(*statements: str) -> Act:
    """Write a refund, and then run SQL: no table is empty then."""

    def act(connection: Connection) -> None:
        spoiled(lambda parts: None)(connection)
        running(*statements)(connection)

    return act


def second(spoil: Callable[[RefundParts, RefundParts], object]) -> Act:
    """Write a refund of one portion, and another one of the same order that was spoiled with the first."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        first = correct_refund(connection, sale.order["id"], (1, 1))
        first.write(connection)
        other = correct_refund(connection, sale.order["id"], (1, 1))
        spoil(first, other)
        other.write(connection)

    return act


def once_more(table: Table, row_of: Callable[[RefundParts], Row]) -> Act:
    """Write a whole refund, and then one row more."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        parts = correct_refund(connection, sale.order["id"], (1, 1))
        parts.write(connection)
        connection.execute(insert(table).values(row_of(parts)))

    return act


def alone(part: str, table: Table) -> Act:
    """Write one part of a refund that never comes."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        parts = correct_refund(connection, sale.order["id"])
        connection.execute(insert(table).values(_row(parts, part)))

    return act


def _row(parts: RefundParts, part: str) -> Row:
    found: Row | list[Row] = getattr(parts, part)
    return found[0] if isinstance(found, list) else found


def _to_another_account(kind: str, *, serial: str | None = SENIOR) -> Act:
    def act(connection: Connection) -> None:
        sale = proven_sale(connection, serial=serial)
        sale.write(connection)
        parts = correct_refund(connection, sale.order["id"])
        own = parts.tenders[0]["account_id"]
        other = select(accounts.c.id).where(accounts.c.kind == kind, accounts.c.id != own).limit(1)
        found = connection.execute(other).scalar_one()
        parts.tenders[0]["account_id"] = found
        for posting in parts.postings:
            if posting["credit_account_id"] == own:
                posting["credit_account_id"] = found
        parts.write(connection)

    return act


def _void_of_another_shift(connection: Connection) -> None:
    sale = proven_sale(connection)
    sale.write(connection)
    close_counted(connection, "T1")
    open_shift(
        connection, require_till(connection, "T1"), id_=uuid7(), cashier="周敏", float_fen=100_00, at=now()
    )
    correct_refund(connection, sale.order["id"], kind=VOID).write(connection)


def _posted_elsewhere(parts: RefundParts) -> None:
    parts.entry["kind"] = VOID


def _keep_a_fen(parts: RefundParts) -> None:
    """Give a whole line back but for a fen, as if a discount had been greater."""
    parts.lines[0]["total_fen"] -= 1
    parts.reductions[0]["amount_fen"] += 1
    parts.tenders[0]["amount_fen"] -= 1
    parts.refund["total_fen"] -= 1
    parts.refund["subsidy_total_fen"] += 1


def _again(first: RefundParts, other: RefundParts) -> None:
    """Let the second be of the same place among the order's refunds as the first."""
    other.refund["ordinal"] = first.refund["ordinal"]


IN_ITSELF = (
    Attack("a refund of no lines", "refund_lines_add_up", spoiled(lambda parts: _without_lines(parts))),
    Attack("another list price", "refund_lines_add_up", raised("refund", list_total_fen=1)),
    Attack("a total above its lines", "refund_lines_add_up", raised("refund", total_fen=1)),
    Attack("a dearer portion", "refund_lines_add_up", raised("lines", quantity=-1)),
    Attack("less borne than was taken off", "refund_reductions_add_up", raised("reductions", amount_fen=-1)),
    Attack(
        "a discount as a subsidy",
        "refund_reductions_add_up",
        raised("refund", discount_total_fen=-1, subsidy_total_fen=1),
    ),
    Attack("more than the lines to the wallet", "refund_tenders_add_up", raised("tenders", amount_fen=1)),
    Attack("less than the lines to the wallet", "refund_tenders_add_up", raised("tenders", amount_fen=-1)),
    Attack("a refund without an entry of its kind", "refund_postings_add_up", spoiled(_posted_elsewhere)),
    Attack(
        "a total below 0",
        "ck_refunds_total_is_not_negative",
        changed("refund", total_fen=-1),
        SEAL,
        "ck_refunds_price_adds_up",
    ),
    Attack(
        "a discount below 0",
        "ck_refunds_discount_is_not_negative",
        changed("refund", discount_total_fen=-1),
        SEAL,
        "ck_refunds_price_adds_up",
    ),
    Attack(
        "a subsidy below 0",
        "ck_refunds_subsidy_is_not_negative",
        changed("refund", subsidy_total_fen=-1),
        SEAL,
        "ck_refunds_price_adds_up",
    ),
    Attack(
        "a price that does not add up", "ck_refunds_price_adds_up", raised("refund", list_total_fen=1), SEAL
    ),
    Attack(
        "an unknown kind",
        "ck_refunds_kind_is_known",
        spoiled(lambda parts: parts.refund.update(kind="gift")),
        SEAL,
    ),
    Attack("no reason", "ck_refunds_has_a_reason", changed("refund", reason=" ")),
    Attack("the zeroth refund", "ck_refunds_ordinal_is_positive", changed("refund", ordinal=0), SEAL),
    Attack(
        "the paper of another",
        "ck_refunds_receipt_job_is_its_own",
        changed("refund", receipt_job="x:refund"),
    ),
    Attack("no portions of a line", "ck_refund_lines_quantity_is_positive", changed("lines", quantity=0)),
    Attack("more than the list price", "ck_refund_lines_total_is_at_most_list", changed("lines", list_fen=0)),
    Attack("portions nowhere", "ck_refund_lines_fate_is_known", changed("lines", fate="eaten")),
    Attack(
        "nothing by a rule", "ck_refund_reductions_amount_is_positive", changed("reductions", amount_fen=0)
    ),
    Attack("nothing by a tender", "ck_refund_tenders_amount_is_positive", changed("tenders", amount_fen=0)),
    Attack("lines of no refund", "fk_refund_lines_refund_id_order_id", alone("lines", refund_lines)),
    Attack(
        "reductions of no refund",
        "fk_refund_reductions_refund_id_order_id",
        alone("reductions", refund_reductions),
    ),
    Attack("tenders of no refund", "fk_refund_tenders_refund_id_order_id", alone("tenders", refund_tenders)),
)
AGAINST_THE_SALE = (
    Attack(
        "three portions of two",
        "no_more_is_refunded_than_was_sold",
        second(lambda first, other: _twice_as_many(other)),
    ),
    Attack("a fen of a line kept", "no_more_is_refunded_than_was_sold", spoiled(_keep_a_fen)),
    Attack("to the wallet of another", "refunds_go_back_where_they_came_from", _to_another_account("wallet")),
    Attack(
        "cash for what a wallet paid", "refunds_go_back_where_they_came_from", _to_another_account("drawer")
    ),
    Attack(
        "out of another till's drawer",
        "refunds_go_back_where_they_came_from",
        _to_another_account("safe", serial=None),
    ),
    Attack(
        "a void of some", "a_void_is_whole_and_before_the_close", spoiled(lambda _: None, (1, 1), kind=VOID)
    ),
    Attack("a void after the close", "a_void_is_whole_and_before_the_close", _void_of_another_shift),
    Attack("a refund in no shift", "shift_is_open", changed("refund", shift_id="none")),
    Attack("a second refund as the third", "refunds_follow_one_another", raised("refund", ordinal=1)),
    Attack("two first refunds", "refunds_are_append_only", second(_again), also="refunds_follow_one_another"),
    Attack("two first refunds", "uq_refunds_order_id_ordinal", second(_again), SEAL),
    Attack(
        "two refunds of one number",
        "uq_refunds_number",
        second(lambda first, other: other.refund.update(number=first.refund["number"])),
        SEAL,
    ),
    Attack(
        "two refunds of one id",
        "uq_refunds_id_order_id",
        second(lambda first, other: _of_the_same_id(first, other)),
        (*SEAL, "refund_lines.refund_lines_open", "refund_reductions.refund_reductions_open"),
        "pk_refunds",
    ),
)
AFTERWARDS = (
    Attack(
        "a line more",
        "refunds_are_sealed",
        once_more(refund_lines, lambda parts: {**parts.lines[0], "line_number": 2}),
    ),
    Attack(
        "a reduction more",
        "refunds_are_sealed",
        once_more(refund_reductions, lambda parts: {**parts.reductions[0], "line_number": 2}),
    ),
    Attack(
        "a tender more",
        "refunds_are_sealed",
        once_more(refund_tenders, lambda parts: {**parts.tenders[0], "tender_number": 2}),
    ),
)
PORTIONS = (
    Attack(
        "more portions than were taken",
        "no_more_returns_than_was_taken",
        once_more(portion_returns, lambda parts: {**parts.portions[0], "quantity": 2, "reference": "x"}),
    ),
    Attack(
        "portions twice by one refund",
        "uq_portion_returns_menu_item_id_reference_fate",
        once_more(portion_returns, lambda parts: parts.portions[0]),
        ("portion_returns.portion_returns_open",),
    ),
    Attack("no portions", "ck_portion_returns_quantity_is_positive", changed("portions", quantity=0)),
    Attack("portions nowhere", "ck_portion_returns_fate_is_known", changed("portions", fate="eaten")),
)
REFUND_FACTS = {
    "refunds": ("refunds_are_append_only", "total_fen = 0"),
    "refund_lines": ("refunds_are_append_only", "quantity = quantity + 1"),
    "refund_reductions": ("refunds_are_append_only", "amount_fen = amount_fen + 1"),
    "refund_tenders": ("refunds_are_append_only", "amount_fen = amount_fen + 1"),
    "portion_returns": ("portion_returns_are_append_only", "fate = 'menu'"),
}
REFUNDS_NEVER_EMPTIED = {table: claim for table, (claim, _) in REFUND_FACTS.items()}
CHANGED = tuple(
    Attack(f"{table} changed", claim, after_a_refund(f"UPDATE {table} SET {change}"))  # noqa: S608 - our own names
    for table, (claim, change) in REFUND_FACTS.items()
)
DELETED = tuple(
    Attack(f"{table} deleted", claim, after_a_refund(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    for table, (claim, _) in REFUND_FACTS.items()
)


def _without_lines(parts: RefundParts) -> None:
    parts.lines, parts.reductions, parts.portions = [], [], []


def _twice_as_many(parts: RefundParts) -> None:
    """Give back a portion that the first refund gave back already, of the other line as well."""
    parts.lines[0]["quantity"] *= 2
    for part, names in (
        (parts.lines, ("list_fen", "total_fen")),
        (parts.reductions, ("amount_fen",)),
        (parts.tenders, ("amount_fen",)),
        (parts.postings, ("amount_fen",)),
    ):
        for row in part:
            row.update({name: 2 * row[name] for name in names})
    for name in ("list_total_fen", "discount_total_fen", "subsidy_total_fen", "total_fen"):
        parts.refund[name] *= 2
    parts.entry["amount_fen"] *= 2


def _of_the_same_id(first: RefundParts, other: RefundParts) -> None:
    other.refund["id"] = first.refund["id"]
    other.refund["receipt_job"] = first.refund["receipt_job"]


ON_REFUNDS = (*IN_ITSELF, *AGAINST_THE_SALE, *AFTERWARDS, *PORTIONS, *CHANGED, *DELETED)
