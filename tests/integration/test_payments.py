"""Money that others take for us: written down before it is asked for, and found again whatever goes wrong."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from pos.clock import now
from pos.database import Database
from pos.ledger.tables import entries, postings
from pos.reports.audit import audit_books
from pos.reports.today import sales_of
from pos.sales.orders import Order
from pos.sales.selling import preview, refuse_to_charge, sell
from pos.sales.tickets import PriceChanged, TendersDoNotAddUp, TenderWish, Ticket
from pos.shifts.shifts import require_till
from pos.tenders.charging import ask_again, charge, decide, give_up
from pos.tenders.payments import (
    ExternalPayment,
    Outcome,
    PaymentDecided,
    PaymentKeyReused,
    PaymentNotConfirmed,
    SlipUsed,
    WrongSlip,
    begin_payment,
    find_payment,
    give_back,
    open_payments,
    payments_to_ask,
    slip_of,
)
from pos.tenders.providers import Manual, NoSuchProvider, Provider
from pos.tenders.simulated import SimulatedTerminal, make_server
from pos.tenders.tables import external_payment_events
from pos.tenders.terminal import Terminal
from tests.tickets import EQUIPMENT, plentiful, ticket_for, uuid7

SITE = "xinli137"
BY = "周敏"
LONG_AGO = datetime.fromtimestamp(0, now().tzinfo)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    """Give a simulated terminal that serves."""
    running = make_server(("127.0.0.1", 0), tmp_path_factory.mktemp("terminal") / "taken.sqlite3")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def terminal(server: ThreadingHTTPServer) -> Terminal:
    return Terminal(f"http://127.0.0.1:{server.server_port}", answers_within_s=20)


@pytest.fixture
def providers(terminal: Terminal) -> dict[str, Provider]:
    return {"manual": Manual(), "terminal": terminal}


@pytest.fixture
def behave(server: ThreadingHTTPServer) -> Callable[..., None]:
    """Return what tells the terminal how to treat the next payments."""
    known: SimulatedTerminal = server.RequestHandlerClass.terminal  # type: ignore[attr-defined]
    return lambda *names: known.answer("PUT", "/behaviours", {"behaviours": list(names)}) and None


def taken(server: ThreadingHTTPServer, id_: str) -> list[object]:
    """Return how often, and how, the terminal took the money of a payment."""
    known: SimulatedTerminal = server.RequestHandlerClass.terminal  # type: ignore[attr-defined]
    _, said = known.answer("GET", "/payments", {})
    return [each["state"] for each in said["payments"] if each["key"] == id_]  # type: ignore[index]


def a_ticket(database: Database, **changes: object) -> Ticket:
    """Return a guest's dish, to be paid in full by a payment whose id is the order's."""
    ticket = ticket_for(database, (plentiful(database, "main"), 1), **changes)  # type: ignore[arg-type]
    return replace(ticket, tenders=(TenderWish("external", payment_id=ticket.id),))


def a_payment(ticket: Ticket, provider: str = "terminal", **changes: object) -> ExternalPayment:
    """Return the payment of a ticket's total."""
    payment = ExternalPayment(
        ticket.id, ticket.id, ticket.till_code, SITE, "wechat", provider, ticket.total_fen
    )
    return replace(payment, **changes)  # type: ignore[arg-type]


def sold(database: Database, ticket: Ticket) -> Order | None:
    """Sell a ticket of a guest."""
    return sell(database, ticket, card=None, equipment=EQUIPMENT, at=now())


def states(database: Database, id_: str) -> list[str]:
    """Return the steps that a payment took."""
    events = external_payment_events
    with database.read() as connection:
        found = select(events.c.state).where(events.c.payment_id == id_).order_by(events.c.number)
        return list(connection.execute(found).scalars())


def agrees(database: Database) -> bool:
    with database.read() as connection:
        return audit_books(connection).disagreements == []


def test_a_confirmed_payment_pays_its_order_once(database: Database, providers: dict[str, Provider]) -> None:
    ticket = a_ticket(database)
    paid = charge(database, providers, a_payment(ticket), by=BY, clock=now)

    assert paid.state == "confirmed"
    order = sold(database, ticket)

    assert order is not None
    (tender,) = order.tenders
    assert (tender.kind, tender.means, tender.amount_fen) == ("external", "wechat", ticket.total_fen)
    assert states(database, ticket.id) == ["pending", "confirmed", "used"]
    # The same request sells nothing more; another order does not get it.
    assert sold(database, ticket) is None
    other = replace(a_ticket(database), tenders=ticket.tenders)
    with pytest.raises(PaymentNotConfirmed):
        preview(database, other, at=now())
    with database.read() as connection:
        today = sales_of(connection, require_till(connection, "T1").local_day(now()))
    assert ("external:wechat", 1, ticket.total_fen) in [
        (each.code, each.count, each.amount_fen) for each in today.tenders
    ]
    assert agrees(database)


def test_the_row_is_there_before_the_provider_is_asked(database: Database) -> None:
    ticket = a_ticket(database)
    seen = []

    class Looking(Manual):
        def start(self, payment: ExternalPayment) -> Outcome:
            with database.read() as connection:
                seen.append(find_payment(connection, payment.id))
            return Outcome("waiting")

    charge(database, {"manual": Looking()}, a_payment(ticket, "manual"), by=BY, clock=now)

    assert [payment and payment.state for payment in seen] == ["pending"]


def test_a_lost_answer_is_unknown_and_is_found_by_asking(
    database: Database,
    providers: dict[str, Provider],
    server: ThreadingHTTPServer,
    behave: Callable[..., None],
) -> None:
    ticket = a_ticket(database)
    behave("lose_answer")

    lost = charge(database, providers, a_payment(ticket), by=BY, clock=now)

    assert lost.state == "unknown"
    with pytest.raises(PaymentNotConfirmed):
        sold(database, ticket)
    with database.read() as connection:
        assert lost.id in [payment.id for payment in open_payments(connection, SITE)]
    found = ask_again(database, providers, lost, by="T2", clock=now)
    assert found.state == "confirmed"
    assert sold(database, ticket) is not None
    assert taken(server, ticket.id) == ["paid"]


def test_the_same_key_is_charged_once_however_often_it_is_sent(
    database: Database,
    providers: dict[str, Provider],
    server: ThreadingHTTPServer,
    behave: Callable[..., None],
) -> None:
    ticket = a_ticket(database)
    behave("lose_answer")

    sent = [charge(database, providers, a_payment(ticket), by=BY, clock=now).state for _ in range(3)]

    assert sent == ["unknown", "confirmed", "confirmed"]
    assert taken(server, ticket.id) == ["paid"]
    with pytest.raises(PaymentKeyReused):
        charge(database, providers, a_payment(ticket, amount_fen=1), by=BY, clock=now)


def test_one_that_was_never_sent_is_barred_when_it_is_asked_about(
    database: Database, providers: dict[str, Provider], server: ThreadingHTTPServer
) -> None:
    # As after a power cut between the commit and the call.
    payment = a_payment(a_ticket(database))
    database.write(lambda connection: begin_payment(connection, payment, by=BY, at=now()))

    asked = ask_again(database, providers, payment, by=BY, clock=now)

    assert asked.state == "cancelled"
    # The call that was under way all the time comes too late.
    assert providers["terminal"].start(payment).state == "cancelled"
    assert taken(server, payment.id) == ["cancelled"]


@pytest.mark.parametrize(
    ("behaviour", "state"), [("refuse", "refused"), ("down", "unknown"), ("wait", "pending")]
)
def test_what_was_not_paid_sells_nothing(
    database: Database,
    providers: dict[str, Provider],
    behave: Callable[..., None],
    behaviour: str,
    state: str,
) -> None:
    ticket = a_ticket(database)
    behave(behaviour)

    paid = charge(database, providers, a_payment(ticket), by=BY, clock=now)

    assert paid.state == state
    with pytest.raises(PaymentNotConfirmed):
        preview(database, ticket, at=now())


def test_a_terminal_that_is_switched_off_leaves_it_unknown(database: Database) -> None:
    ticket = a_ticket(database)
    nowhere = {"terminal": Terminal("http://127.0.0.1:9", answers_within_s=5)}

    assert charge(database, nowhere, a_payment(ticket), by=BY, clock=now).state == "unknown"
    # Nobody says that it was cancelled, so it is not.
    with database.read() as connection:
        payment = find_payment(connection, ticket.id)
    assert payment is not None
    assert give_up(database, nowhere, payment, by=BY, clock=now).state == "unknown"


def test_a_late_answer_is_waited_for(
    database: Database, providers: dict[str, Provider], behave: Callable[..., None]
) -> None:
    ticket = a_ticket(database)
    behave("late")

    payment = charge(database, providers, a_payment(ticket), by=BY, clock=now)
    asked = [payment.state] + [
        ask_again(database, providers, payment, by=BY, clock=now).state for _ in range(2)
    ]

    assert asked == ["pending", "pending", "confirmed"]


def test_money_that_comes_after_it_was_cancelled_is_owed_until_it_is_given_back(
    database: Database, providers: dict[str, Provider], behave: Callable[..., None]
) -> None:
    ticket = a_ticket(database)
    behave("pay_after_cancel")
    payment = charge(database, providers, a_payment(ticket), by=BY, clock=now)
    assert give_up(database, providers, payment, by=BY, clock=now).state == "cancelled"
    with database.read() as connection:
        waiting = payments_to_ask(connection, LONG_AGO)
    assert payment.id in [each.id for each in waiting]

    late = ask_again(database, providers, payment, by="canteen", clock=now)

    assert late.state == "late"
    with pytest.raises(PaymentNotConfirmed):
        sold(database, ticket)
    for _ in range(2):
        database.write(
            lambda connection: give_back(
                connection, _found(connection, late.id), by="王主任", at=now(), reason="已退"
            )
        )
    with database.read() as connection:
        kinds = connection.execute(
            select(entries.c.kind, entries.c.amount_fen)
            .where(entries.c.id.like(f"{late.id}:%"))
            .order_by(entries.c.sequence)
        ).all()
        moves = connection.execute(
            select(postings.c.debit_account_id, postings.c.credit_account_id)
            .where(postings.c.entry_id.like(f"{late.id}:%"))
            .order_by(postings.c.id)
        ).all()
    assert [tuple(kind) for kind in kinds] == [
        ("late_payment", ticket.total_fen),
        ("returned_payment", ticket.total_fen),
    ]
    assert tuple(moves[0]) == tuple(moves[1])[::-1]
    assert states(database, late.id) == ["pending", "cancelled", "late", "returned"]
    assert agrees(database)


def _found(connection: object, id_: str) -> ExternalPayment:
    payment = find_payment(connection, id_)  # type: ignore[arg-type]
    assert payment is not None
    return payment


def test_a_payment_whose_tray_was_given_up_is_given_back(
    database: Database, providers: dict[str, Provider]
) -> None:
    ticket = a_ticket(database)
    paid = charge(database, providers, a_payment(ticket), by=BY, clock=now)

    database.write(lambda connection: give_back(connection, paid, by="王主任", at=now(), reason="售罄"))

    with pytest.raises(PaymentNotConfirmed):
        sold(database, ticket)
    with database.read() as connection:
        assert open_payments(connection, SITE) == ()
    assert agrees(database)


def test_a_person_confirms_by_the_slip_and_one_slip_pays_once(
    database: Database, providers: dict[str, Provider]
) -> None:
    first, second = a_ticket(database), a_ticket(database)
    slip = Outcome("confirmed", slip_of(" ab12 "))
    for ticket in (first, second):
        payment = charge(database, providers, a_payment(ticket, "manual"), by=BY, clock=now)
        assert payment.state == "pending"

    confirmed = decide(database, a_payment(first, "manual"), slip, by=BY, reason="", clock=now)

    assert (confirmed.state, confirmed.reference) == ("confirmed", "AB12")
    # Said again it is the same; said otherwise it is too late.
    assert decide(database, confirmed, slip, by=BY, reason="", clock=now) == confirmed
    with pytest.raises(PaymentDecided):
        decide(database, confirmed, Outcome("refused"), by=BY, reason="", clock=now)
    with pytest.raises(SlipUsed):
        decide(database, a_payment(second, "manual"), slip, by=BY, reason="", clock=now)
    with pytest.raises(PaymentDecided):
        give_up(database, providers, confirmed, by=BY, clock=now)


@pytest.mark.parametrize("typed", ["", "123", "12 34", "凭证1234", "x" * 33])
def test_what_cannot_stand_on_a_slip_is_refused(typed: str) -> None:
    with pytest.raises(WrongSlip):
        slip_of(typed)


def test_nothing_is_charged_for_a_tray_that_cannot_be_sold(database: Database) -> None:
    ticket = a_ticket(database)

    with pytest.raises(TendersDoNotAddUp):
        refuse_to_charge(database, ticket, ticket.total_fen + 1, at=now())
    with pytest.raises(PriceChanged):
        refuse_to_charge(database, replace(ticket, total_fen=1), 1, at=now())
    with pytest.raises(NoSuchProvider):
        charge(database, {}, a_payment(ticket), by=BY, clock=now)
    refuse_to_charge(database, ticket, ticket.total_fen, at=now())


def test_a_payment_of_a_part_leaves_the_rest_to_cash(
    database: Database, providers: dict[str, Provider]
) -> None:
    ticket = a_ticket(database)
    payment = a_payment(ticket, amount_fen=5_00)
    charge(database, providers, payment, by=BY, clock=now)
    cash = TenderWish("cash", received_fen=100_00)

    order = sold(database, replace(ticket, tenders=(*ticket.tenders, cash)))

    assert order is not None
    assert [(tender.kind, tender.amount_fen) for tender in order.tenders] == [
        ("external", 5_00),
        ("cash", ticket.total_fen - 5_00),
    ]
    assert agrees(database)


def test_an_answer_that_says_nonsense_is_no_answer(tmp_path: Path) -> None:
    payment = ExternalPayment(uuid7(), "o", "T1", SITE, "wechat", "terminal", 1)
    from pos.tenders.terminal import _outcome

    for status, text in (
        (200, b"{"),
        (200, b"[]"),
        (200, b'{"state":"paid"}'),
        (200, b'{"state":"paid","reference":7}'),
        (200, b'{"state":"gone"}'),
        (500, b'{"state":"paid","reference":"X1234"}'),
    ):
        assert _outcome(status, text) == Outcome("unknown")
    assert payment.is_undecided
    with pytest.raises(ValueError, match="address"):
        Terminal("https://127.0.0.1/pay")
