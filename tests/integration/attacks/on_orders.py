"""Attacks on an order: its paper, lines, reductions, totals, tenders, and the card or drawer that pays."""

from sqlalchemy import Connection, insert, update

from pos.cards.tables import cards
from pos.receipts.tables import print_jobs
from pos.sales.tables import order_lines, order_reductions, order_tenders
from tests.integration.attacks.attack import Attack
from tests.integration.attacks.spoiling import (
    after_the_seal,
    changed,
    only,
    proven_sale,
    raised,
    spoiled,
    twice,
    with_account,
    without_rows,
)
from tests.integration.parts import Parts, correct_sale, paper_of_nobody

SEAL = ("orders.orders_seal",)


def _with_the_paper_of_another(connection: Connection) -> None:
    first = correct_sale(connection, serial=None)
    first.write(connection)
    second = correct_sale(connection, serial=None)
    second.order["receipt_job"] = first.order["receipt_job"]
    second.write(connection, but=[print_jobs])


def _with_a_paper_of_no_order(connection: Connection) -> None:
    sale = correct_sale(connection, serial=None)
    connection.execute(insert(print_jobs).values(paper_of_nobody(sale.order["receipt_job"])))
    sale.write(connection, but=[print_jobs])


def _paper_of_an_order_that_never_comes(connection: Connection) -> None:
    paper = paper_of_nobody("x:receipt")
    connection.execute(insert(print_jobs).values({**paper, "order_id": "no such order"}))


def _by_a_blocked_card(connection: Connection) -> None:
    sale = proven_sale(connection)
    blocked = {"state": "blocked", "block_reason": "lost"}
    connection.execute(update(cards).where(cards.c.serial == sale.order["card_serial"]).values(blocked))
    sale.write(connection)


def _move_a_fen(sale: Parts, source: int, target: int) -> None:
    sale.reductions[source]["amount_fen"] -= 1
    sale.reductions[target]["amount_fen"] += 1


def _pay_from(sale: Parts, account_id: int) -> None:
    paying = sale.tenders[0]["account_id"]
    sale.tenders[0]["account_id"] = account_id
    for posting in sale.postings:
        if posting["debit_account_id"] == paying:
            posting["debit_account_id"] = account_id


PAPERS = (
    Attack("a sale without a receipt", "receipt_job_is_its_own", without_rows(print_jobs)),
    Attack("the receipt of another order", "receipt_job_is_its_own", _with_the_paper_of_another),
    Attack(
        "the receipt of another order", "ck_orders_receipt_job_is_its_own", _with_the_paper_of_another, SEAL
    ),
    Attack("a receipt of no order", "receipt_job_is_its_own", _with_a_paper_of_no_order),
    Attack("a receipt without its order", "fk_print_jobs_order_id", _paper_of_an_order_that_never_comes),
)
LINES = (
    Attack("a list total above the lines", "lines_add_up", raised("order", list_total_fen=1)),
    Attack("a list total below the lines", "lines_add_up", raised("order", list_total_fen=-1)),
    Attack("a total above the lines", "lines_add_up", raised("order", total_fen=1)),
    Attack("a total below the lines", "lines_add_up", raised("order", total_fen=-1)),
    Attack("a sale without lines", "lines_add_up", without_rows(order_lines, order_reductions)),
    Attack("another price", "ck_order_lines_list_is_quantity_times_price", raised("lines", list_fen=1)),
    Attack(
        "no portions",
        "ck_order_lines_quantity_is_positive",
        changed("lines", quantity=0, list_fen=0, total_fen=0),
    ),
    Attack(
        "a portion given back",
        "ck_order_lines_quantity_is_positive",
        changed("lines", quantity=-1, unit_price_fen=0, list_fen=0, total_fen=0),
    ),
    Attack(
        "a negative price",
        "ck_order_lines_price_is_not_negative",
        changed("lines", quantity=1, unit_price_fen=-5, list_fen=-5, total_fen=-5),
        also="ck_order_lines_total_is_at_most_list",
    ),
    Attack(
        "a line dearer than its list price",
        "ck_order_lines_total_is_at_most_list",
        spoiled(lambda sale: sale.lines[0].update(total_fen=sale.lines[0]["list_fen"] + 1)),
    ),
    Attack(
        "a line that pays the guest", "ck_order_lines_total_is_at_most_list", changed("lines", total_fen=-1)
    ),
    Attack("a line without its order", "fk_order_lines_order_id", only(order_lines)),
)
REDUCTIONS = (
    Attack(
        "a fen from one line to another", "reductions_add_up", spoiled(lambda sale: _move_a_fen(sale, 0, 2))
    ),
    Attack(
        "a fen from discount to subsidy", "reductions_add_up", spoiled(lambda sale: _move_a_fen(sale, 0, 1))
    ),
    Attack("no reductions", "reductions_add_up", without_rows(order_reductions)),
    Attack("an unknown kind", "ck_order_reductions_kind_is_known", changed("reductions", kind="gift")),
    Attack(
        "nothing taken off", "ck_order_reductions_amount_is_positive", changed("reductions", amount_fen=0)
    ),
    Attack(
        "a reduction of no order",
        "fk_order_reductions_order_id",
        only(order_lines, order_reductions),
        also="fk_order_lines_order_id",
    ),
    Attack("made dearer", "ck_order_reductions_amount_is_positive", changed("reductions", amount_fen=-1)),
)
TOTALS = (
    Attack("a fen too much", "ck_orders_price_adds_up", raised("order", total_fen=1), SEAL),
    Attack(
        "a negative discount",
        "ck_orders_discount_is_not_negative",
        changed("order", list_total_fen=1, discount_total_fen=-1, subsidy_total_fen=0, total_fen=2),
        SEAL,
    ),
    Attack(
        "a negative subsidy",
        "ck_orders_subsidy_is_not_negative",
        changed("order", list_total_fen=1, discount_total_fen=0, subsidy_total_fen=-1, total_fen=2),
        SEAL,
    ),
    Attack(
        "a negative total",
        "ck_orders_total_is_not_negative",
        changed("order", list_total_fen=1, discount_total_fen=1, subsidy_total_fen=1, total_fen=-1),
        SEAL,
    ),
    Attack("the same number twice", "uq_orders_number", twice("number"), SEAL),
)
TENDERS = (
    Attack("a tender too small", "tenders_add_up", raised("tenders", amount_fen=-1)),
    Attack("a tender too large", "tenders_add_up", raised("tenders", amount_fen=1)),
    Attack("a sale that nobody pays", "tenders_add_up", without_rows(order_tenders)),
    Attack("a tender of no order", "fk_order_tenders_order_id", only(order_tenders)),
    Attack("a cheque", "ck_order_tenders_kind_is_known", changed("tenders", kind="cheque")),
    Attack("a tender of nothing", "ck_order_tenders_amount_is_positive", changed("tenders", amount_fen=0)),
    Attack(
        "cash that nobody counted",
        "ck_order_tenders_cash_is_counted",
        changed("tenders", serial=None, received_fen=None, change_fen=None),
    ),
    Attack(
        "change that nobody counted",
        "ck_order_tenders_cash_is_counted",
        changed("tenders", serial=None, change_fen=None),
    ),
    Attack(
        "a wallet that gives change", "ck_order_tenders_cash_is_counted", changed("tenders", change_fen=5_00)
    ),
    Attack(
        "a fen too much change",
        "ck_order_tenders_change_adds_up",
        raised("tenders", serial=None, change_fen=1),
    ),
    Attack(
        "negative change",
        "ck_order_tenders_change_is_not_negative",
        raised("tenders", serial=None, received_fen=-5_01, change_fen=-5_01),
    ),
)
PAYERS = (
    Attack(
        "cash into another till's drawer",
        "cash_goes_into_the_tills_drawer",
        with_account("drawer", _pay_from, serial=None),
    ),
    Attack(
        "cash out of a member's wallet",
        "cash_goes_into_the_tills_drawer",
        with_account("wallet", _pay_from, serial=None),
    ),
    Attack("another member's wallet", "wallets_pay_by_their_own_card", with_account("wallet", _pay_from)),
    Attack(
        "a wallet without a card",
        "wallets_pay_by_their_own_card",
        changed("order", card_serial=None, card_counter=None),
    ),
    Attack("a wallet without a proof", "wallets_pay_by_their_own_card", changed("order", card_counter=None)),
    Attack(
        "a proof that was not used up",
        "wallets_pay_by_their_own_card",
        lambda connection: correct_sale(connection).write(connection),
    ),
    Attack("a blocked card", "wallets_pay_by_their_own_card", _by_a_blocked_card),
    Attack(
        "a proof without its card",
        "ck_orders_a_proof_has_its_card",
        changed("order", serial=None, card_counter=1),
    ),
    Attack(
        "the same proof twice",
        "uq_orders_card_serial_card_counter",
        twice("card_serial", "card_counter"),
        SEAL,
    ),
)
SEALED = (
    Attack(
        "a line",
        "orders_are_sealed",
        after_the_seal(order_lines, lambda sale: {**sale.lines[0], "number": 9}),
    ),
    Attack(
        "a reduction",
        "orders_are_sealed",
        after_the_seal(order_reductions, lambda sale: {**sale.reductions[0], "rule_code": "another"}),
    ),
    Attack(
        "a tender",
        "orders_are_sealed",
        after_the_seal(order_tenders, lambda sale: {**sale.tenders[0], "number": 9}),
    ),
)

ON_ORDERS = (*PAPERS, *LINES, *REDUCTIONS, *TOTALS, *TENDERS, *PAYERS, *SEALED)
