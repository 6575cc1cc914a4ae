"""Attacks on tenders: payments decided twice, vouchers used twice, cash rounded to somebody's liking."""

# ruff: noqa: S608, E501 - our own names and words; one attack on a line

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from pos.ledger.accounts import account_ids, open_account
from pos.ledger.posting import Event, Posting, chain_head, post
from pos.tenders.payments import ExternalPayment, post_late
from pos.tenders.rounding import choose_cash_rounding
from pos.tenders.tables import (
    external_payment_events,
    external_payments,
    voucher_events,
    voucher_series,
    voucher_sites,
    vouchers,
)
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.parts import Parts, correct_sale

AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
SITE = "xinli137"
PAYMENT: dict[str, Any] = {
    "id": "p",
    "order_id": "o",
    "till_code": "T1",
    "site_code": SITE,
    "means": "wechat",
    "provider": "manual",
    "amount_fen": 5_00,
    "state": "pending",
    "actor": "周敏",
    "at": AT,
    "reason": "",
    "created_at": AT,
}
SLIP = "reference = 'ABCD', reference_date = '2026-11-25'"
CONFIRMED = f"UPDATE external_payments SET state = 'confirmed', {SLIP}"
SERIES: dict[str, Any] = {
    "id": "s",
    "name": "重阳餐券",
    "payer": "street",
    "face_fen": 10_00,
    "valid_from": date(2026, 1, 1),
    "valid_until": date(2099, 12, 31),
    "remainder": "lost",
    "quantity": 1,
    "actor": "王主任",
    "at": AT,
    "request_hash": "",
}
CODE = "100000000008"
TENDERS_NEVER_EMPTIED = {
    "external_payments": "payments_keep_their_words",
    "external_payment_events": "payment_events_are_append_only",
    "voucher_series": "voucher_series_are_append_only",
    "voucher_sites": "voucher_series_are_append_only",
    "vouchers": "vouchers_are_append_only",
    "voucher_events": "voucher_events_are_append_only",
}
_MOVE = "external_payments.external_payments_move"


def paying(*statements: str, **changes: Any) -> Act:
    """Return an act that begins a payment, some columns changed, and runs SQL."""

    def act(connection: Connection) -> None:
        connection.execute(insert(external_payments).values({**PAYMENT, **changes}))
        running(*statements)(connection)

    return act


def stepping(**changes: Any) -> Act:
    """Return an act that begins a payment and writes a step of it by hand."""

    def act(connection: Connection) -> None:
        paying()(connection)
        step = {"payment_id": "p", "number": 2, "state": "pending", "actor": "周敏", "at": AT, "reason": ""}
        connection.execute(insert(external_payment_events).values({**step, **changes}))

    return act


def late_without_an_entry(connection: Connection) -> None:
    """Give money back that was posted as late, and never as returned."""
    paying()(connection)
    post_late(connection, ExternalPayment("p", "o", "T1", SITE, "wechat", "manual", 5_00), by="王主任", at=AT)
    running(CONFIRMED, "UPDATE external_payments SET state = 'late'")(connection)
    running("UPDATE external_payments SET state = 'returned'")(connection)


def two_slips(connection: Connection) -> None:
    """Confirm two payments by one slip."""
    paying()(connection)
    paying(id="q")(connection)
    running(CONFIRMED)(connection)


def issuing(
    *statements: str, event: dict[str, Any] | None = None, is_sited: bool = True, **changes: Any
) -> Act:
    """Return an act that issues a voucher, some columns of its series changed, and runs SQL."""

    def act(connection: Connection) -> None:
        account_id = open_account(connection, "voucher", "street")
        connection.execute(insert(vouchers).values(code=CODE, series_id="s", number=1))
        if is_sited:
            connection.execute(insert(voucher_sites).values(series_id="s", site_code=SITE))
        connection.execute(insert(voucher_series).values({**SERIES, "account_id": account_id, **changes}))
        if event is not None:
            _step(connection, **event)
        running(*statements)(connection)

    return act


def a_step(**changes: Any) -> dict[str, Any]:
    """Return the columns of a voucher's first step."""
    return {"number": 1, "kind": "used", **changes}


def steps(*kinds: str) -> Act:
    """Return an act that takes some steps with a voucher, one after the other."""

    def act(connection: Connection) -> None:
        issuing()(connection)
        for number, kind in enumerate(kinds, start=1):
            _step(connection, number=number, kind=kind)

    return act


def _step(connection: Connection, **changes: Any) -> None:
    row = {"voucher_code": CODE, "reference": "o", "actor": "周敏", "at": AT, **changes}
    connection.execute(insert(voucher_events).values(row))


def part_of_another_series(connection: Connection) -> None:
    """Add a voucher to a series that was issued."""
    issuing()(connection)
    connection.execute(insert(vouchers).values(code="100000000016", series_id="s", number=2))


def site_of_another_series(connection: Connection) -> None:
    """Let a series that was issued pay somewhere else too."""
    issuing()(connection)
    connection.execute(insert(voucher_sites).values(series_id="s", site_code=SITE))


def number_twice(connection: Connection) -> None:
    """Give two vouchers of a series one number."""
    for code in (CODE, "100000000016"):
        connection.execute(insert(vouchers).values(code=code, series_id="s", number=1))


def short_code(connection: Connection) -> None:
    """Print a voucher with eleven digits."""
    connection.execute(insert(vouchers).values(code=CODE[1:], series_id="s", number=1))


def parts_alone(connection: Connection) -> None:
    """Write a voucher whose series never comes."""
    connection.execute(insert(vouchers).values(code=CODE, series_id="s", number=1))


def site_alone(connection: Connection) -> None:
    """Write the site of a series that never comes."""
    connection.execute(insert(voucher_sites).values(series_id="s", site_code=SITE))


def sold_by_others(spoil: Callable[[Connection, Parts], object], *, state: str = "used") -> Act:
    """Return an act that sells a tray for a payment by others, after a function spoiled it."""

    def act(connection: Connection) -> None:
        sale = correct_sale(connection, serial=None)
        account_id = open_account(connection, "external", "wechat")
        _pay_by(sale, "external", account_id, payment_id="p")
        amount_fen = sale.tenders[0]["amount_fen"]
        paying(order_id=sale.order["id"], amount_fen=amount_fen)(connection)
        running(CONFIRMED)(connection)
        if state != "confirmed":
            running(f"UPDATE external_payments SET state = '{state}'")(connection)
        spoil(connection, sale)
        sale.write(connection)

    return act


def sold_by_voucher(
    spoil: Callable[[Connection, Parts], object] = lambda *_: None, *, is_used: bool = True, **changes: Any
) -> Act:
    """Return an act that sells a tray for a voucher worth at least as much, after a function spoiled it."""

    def act(connection: Connection) -> None:
        sale = correct_sale(connection, serial=None)
        face_fen = sale.tenders[0]["amount_fen"] + 1_00
        issuing(**{"face_fen": face_fen, **changes})(connection)
        if is_used:
            _step(connection, number=1, kind="used", reference=sale.order["id"])
        _pay_by(
            sale, "voucher", account_ids(connection, ("voucher:street",))["voucher:street"], voucher_code=CODE
        )
        spoil(connection, sale)
        sale.write(connection)

    return act


def _pay_by(sale: Parts, kind: str, account_id: int, **named: Any) -> None:
    tender = sale.tenders[0]
    for posting in sale.postings:
        if posting["debit_account_id"] == tender["account_id"]:
            posting["debit_account_id"] = account_id
    tender.update(kind=kind, account_id=account_id, received_fen=None, change_fen=None, **named)


def rounded(by_fen: int, rule: str) -> Act:
    """Return an act that takes so many fen less in cash, as if by a rule of the site."""

    def act(connection: Connection) -> None:
        choose_cash_rounding(connection, SITE, rule)
        sale = correct_sale(connection, serial=None)
        account_id = open_account(connection, "rounding", SITE)
        tender, first = sale.tenders[0], sale.postings[0]
        tender["amount_fen"] -= by_fen
        tender["received_fen"] -= by_fen
        first["amount_fen"] -= by_fen
        sale.postings.append({**first, "debit_account_id": account_id, "amount_fen": by_fen})
        sale.order["cash_rounding_fen"] = by_fen
        sale.write(connection)

    return act


def sold_twice_by_one_payment(connection: Connection) -> None:
    """Pay two orders with one payment."""
    sales = []

    def keep(_: Connection, sale: Parts) -> None:
        sales.append(sale)

    sold_by_others(keep)(connection)
    second = correct_sale(connection, serial=None)
    account_id = sales[0].tenders[0]["account_id"]
    _pay_by(second, "external", account_id, payment_id="p")
    second.write(connection)


def _sealed(connection: Connection) -> None:
    """Use a voucher for an order that was sold without it."""
    sale = correct_sale(connection, serial=None)
    sale.write(connection)
    issuing()(connection)
    _step(connection, number=1, kind="used", reference=sale.order["id"])


def posted_alone(connection: Connection) -> None:
    """Say that money came late, and post another amount."""
    paying()(connection)
    external = open_account(connection, "external", "wechat")
    owed = open_account(connection, "external", f"owed:{SITE}")
    event = Event("p:late", "late_payment", "", "王主任", date(2026, 11, 25), AT, "T1")
    post(connection, event, (Posting(external, owed, 4_99),), chain_head(connection, "T1"))
    running(CONFIRMED, "UPDATE external_payments SET state = 'late'")(connection)


ONLY_ON = "payments_only_move_on"
WORDS = "payments_keep_their_words"
PAYMENTS = (
    Attack("a payment that is born confirmed", ONLY_ON, paying(state="confirmed")),
    Attack("a payment decided twice", ONLY_ON, paying(CONFIRMED, "UPDATE external_payments SET state = 'refused'")),
    Attack("a refused one that is pending again", ONLY_ON, paying(
        "UPDATE external_payments SET state = 'refused'", "UPDATE external_payments SET state = 'pending'")),
    Attack("a payment made smaller", WORDS, paying("UPDATE external_payments SET amount_fen = 1")),
    Attack("a payment of another order", WORDS, paying("UPDATE external_payments SET order_id = 'x'")),
    Attack("another slip", WORDS, paying(CONFIRMED, "UPDATE external_payments SET reference = 'XYZW'")),
    Attack("a payment deleted", WORDS, paying("DELETE FROM external_payments")),
    Attack("late money that is not posted", "late_money_is_posted",
           paying(CONFIRMED, "UPDATE external_payments SET state = 'late'")),
    Attack("late money posted in part", "late_money_is_posted", posted_alone),
    Attack("money given back that is not posted", "late_money_is_posted", late_without_an_entry),
    Attack("one slip for two payments", "uq_external_payments_means_reference_date_reference", two_slips),
    Attack("an unknown means", "ck_external_payments_means_is_known", paying(means="cheque")),
    Attack("an unknown provider", "ck_external_payments_provider_is_known", paying(provider="nobody")),
    Attack("an unknown state", "ck_external_payments_state_is_known",
           paying("UPDATE external_payments SET state = 'lost'"), (_MOVE,)),
    Attack("a payment of nothing", "ck_external_payments_amount_is_positive", paying(amount_fen=0)),
    Attack("a slip without its day", "ck_external_payments_a_slip_has_its_day",
           paying("UPDATE external_payments SET state = 'confirmed', reference = 'ABCD'")),
    Attack("money without a slip", "ck_external_payments_money_has_its_slip",
           paying("UPDATE external_payments SET state = 'confirmed'")),
    Attack("a step that was not taken", "payment_events_follow_their_payment", stepping(state="confirmed")),
    Attack("a step taken twice", "payment_events_follow_their_payment", stepping()),
    Attack("a step out of its turn", "payment_events_follow_their_payment", stepping(number=7)),
    Attack("a step changed", "payment_events_are_append_only",
           paying("UPDATE external_payment_events SET state = 'used'")),
    Attack("a step deleted", "payment_events_are_append_only", paying("DELETE FROM external_payment_events")),
)  # fmt: skip
VOUCHERS = (
    Attack("a voucher used twice", "vouchers_are_used_once", steps("used", "used")),
    Attack("a voucher given back unused", "vouchers_are_used_once", steps("given_back")),
    Attack("a voucher cancelled in use", "vouchers_are_used_once", steps("used", "given_back", "cancelled", "used")),
    Attack("a step out of its turn", "vouchers_are_used_once", issuing(event=a_step(number=2))),
    Attack("an unknown step", "ck_voucher_events_kind_is_known", issuing(event=a_step(kind="eaten"))),
    Attack("a voucher for a sold order", "orders_are_sealed", _sealed),
    Attack("a step changed", "voucher_events_are_append_only",
           issuing("UPDATE voucher_events SET kind = 'given_back'", event=a_step())),
    Attack("a step deleted", "voucher_events_are_append_only",
           issuing("DELETE FROM voucher_events", event=a_step())),
    Attack("a series of more", "voucher_series_are_whole", issuing(quantity=2)),
    Attack("a series that pays nowhere", "voucher_series_are_whole", issuing(is_sited=False)),
    Attack("a series on another's account", "voucher_series_are_whole", issuing(payer="district")),
    Attack("a series made dearer", "voucher_series_are_append_only",
           issuing("UPDATE voucher_series SET face_fen = 99900")),
    Attack("a series deleted", "voucher_series_are_append_only", issuing("DELETE FROM voucher_series")),
    Attack("one more voucher", "voucher_series_are_sealed", part_of_another_series),
    Attack("one more site", "voucher_series_are_sealed", site_of_another_series),
    Attack("another number", "vouchers_are_append_only", issuing("UPDATE vouchers SET number = 2")),
    Attack("a voucher deleted", "vouchers_are_append_only", issuing("DELETE FROM vouchers")),
    Attack("a number twice", "uq_vouchers_series_id_number", number_twice, also="vouchers_are_append_only"),
    Attack("a number twice, unguarded", "uq_vouchers_series_id_number", number_twice,
           ("vouchers.vouchers_open",)),
    Attack("eleven digits", "ck_vouchers_code_has_twelve_digits", short_code),
    Attack("a voucher of no series", "fk_vouchers_series_id", parts_alone),
    Attack("a site of no series", "fk_voucher_sites_series_id", site_alone),
    Attack("worth nothing", "ck_voucher_series_face_is_positive", issuing(face_fen=0)),
    Attack("a series of none", "ck_voucher_series_quantity_is_positive", issuing(quantity=0),
           ("voucher_series.voucher_series_seal",)),
    Attack("ended before it began", "ck_voucher_series_ends_after_it_begins",
           issuing(valid_until=date(2020, 1, 1))),
    Attack("a remainder for the cashier", "ck_voucher_series_remainder_is_known", issuing(remainder="kept")),
)  # fmt: skip
OTHERS = "payments_pay_their_own_order"
SAYS = "vouchers_pay_as_they_say"
ORDERS = (
    Attack("a payment that was not used up", OTHERS, sold_by_others(lambda *_: None, state="confirmed")),
    Attack("a payment of more", OTHERS, sold_by_others(
        lambda connection, sale: sale.tenders[0].update(payment_id=_another(connection, sale)))),
    Attack("one payment for two orders", "uq_order_tenders_payment_id", sold_twice_by_one_payment),
    Attack("an external tender of nothing", "ck_order_tenders_external_names_its_payment",
           sold_by_others(lambda _, sale: sale.tenders[0].update(payment_id=None))),
    Attack("a voucher tender without a voucher", "ck_order_tenders_a_voucher_is_named",
           sold_by_voucher(lambda _, sale: sale.tenders[0].update(voucher_code=None))),
    Attack("a voucher that was not used up", SAYS, sold_by_voucher(is_used=False)),
    Attack("a voucher above its worth", SAYS, sold_by_voucher(face_fen=1_00)),
    Attack("a remainder lost against the series", SAYS, sold_by_voucher(remainder="refused")),
    Attack("a voucher after its last day", SAYS, sold_by_voucher(valid_until=date(2026, 1, 2))),
    Attack("rounded without a rule", "only_cash_is_rounded", rounded(1, "none")),
    Attack("rounded against the rule", "only_cash_is_rounded", rounded(10, "jiao_down")),
    Attack("an unknown rule", "ck_sites_cash_rounding_is_known",
           lambda connection: running("UPDATE sites SET cash_rounding = 'yuan_up'")(connection)),
)  # fmt: skip


def _another(connection: Connection, sale: Parts) -> str:
    """Begin and use up a payment of one fen more for the same order."""
    row = {
        **PAYMENT,
        "id": "q",
        "order_id": sale.order["id"],
        "amount_fen": sale.tenders[0]["amount_fen"] + 1,
    }
    connection.execute(insert(external_payments).values(row))
    for values in (
        {"state": "confirmed", "reference": "EFGH", "reference_date": date(2026, 11, 25)},
        {"state": "used"},
    ):
        connection.execute(update(external_payments).where(external_payments.c.id == "q").values(values))
    return "q"


ON_TENDERS = (*PAYMENTS, *VOUCHERS, *ORDERS)
