"""Attacks on what sales rest upon: dishes, menus, hours, members, cards, tills, schemes, papers, printers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from inventory.tables import dishes, meal_periods, menu_items
from pos.cards.tables import cards
from pos.members.tables import members
from pos.pricebook.tables import schemes
from pos.receipts.tables import print_jobs, printer_states
from pos.shifts.tables import shifts, tills
from tests.integration.attacks.attack import Act, Attack, copying
from tests.integration.parts import paper_of_nobody

DIM_SUM = {"category_code": "dimsum"}
_DAY = date(2027, 1, 1)
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
_EARLIER = _MOMENT - timedelta(milliseconds=1)


def on_menu(which: dict[str, Any] | None = None, **changes: Any) -> Act:
    """Put a dish of today's menu on that of another day, some columns changed."""
    return copying(menu_items, which, **{"id": -1, "menu_date": _DAY, **changes})


def card(**changes: Any) -> Act:
    """Issue a card, some columns changed."""
    return copying(cards, **{"serial": "C0DE013799999999", "number": "9137999999999999", **changes})


def shift(**changes: Any) -> Act:
    """Write a shift of long ago, some columns changed."""
    times = {"opened_at": _MOMENT, "closed_at": _MOMENT}
    return copying(shifts, **{"id": "attack", **times, **changes})


def paper(**changes: Any) -> Act:
    """Queue a paper of no order, some columns changed."""
    row = {**paper_of_nobody("attack"), **changes}
    return lambda connection: connection.execute(insert(print_jobs).values(row))


def printer(**changes: Any) -> Act:
    """Write down how a printer does, some columns changed."""
    row = {"printer": "attack", "state": "ok", "since": _MOMENT, "checked_at": _MOMENT, **changes}
    return lambda connection: connection.execute(insert(printer_states).values(row))


def _half_sold_out(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE menu_items SET is_sold_out = 2")


MENUS = (
    Attack("a dim sum of 5.01", "ck_menu_items_dim_sum_is_at_most_5_yuan", on_menu(DIM_SUM, price_fen=5_01)),
    Attack(
        "a dim sum that calls itself a dish",
        "menu_items_are_of_their_dish",
        on_menu(DIM_SUM, category_code="main", price_fen=5_01),
    ),
    Attack("a negative price on a menu", "ck_menu_items_price_is_not_negative", on_menu(price_fen=-1)),
    Attack("a negative plan", "ck_menu_items_plan_is_not_negative", on_menu(planned_portions=-1)),
    Attack("fewer than none sold", "ck_menu_items_sold_is_not_negative", on_menu(sold_portions=-1)),
    Attack(
        "more sold than planned",
        "ck_menu_items_sells_only_what_is_planned",
        on_menu(planned_portions=5, sold_portions=6),
    ),
    Attack("half sold out", "ck_menu_items_sold_out_is_a_flag", _half_sold_out),
    Attack(
        "a dish twice on a menu",
        "uq_menu_items_menu_date_period_code_dish_code",
        copying(menu_items, id=-1),
        without=("menu_items.menu_items_open",),
    ),
    Attack(
        "a negative list price",
        "ck_dishes_price_is_not_negative",
        copying(dishes, code="attack", list_price_fen=-1),
    ),
    Attack(
        "a meal that ends when it begins",
        "ck_meal_periods_starts_before_it_ends",
        copying(meal_periods, code="attack", starts_minute=600, ends_minute=600),
    ),
    Attack(
        "a meal before midnight",
        "ck_meal_periods_lies_within_a_day",
        copying(meal_periods, code="attack", starts_minute=-1),
    ),
    Attack(
        "a meal after midnight",
        "ck_meal_periods_lies_within_a_day",
        copying(meal_periods, code="attack", ends_minute=1441),
    ),
)
PEOPLE = (
    Attack(
        "a wallet of two members",
        "uq_members_wallet_account_id",
        copying(members, id=-1, code="attack"),
        without=("members.members_open",),
    ),
    Attack(
        "two members of one code",
        "uq_members_code",
        copying(members, id=-1, wallet_account_id=1),
        without=("members.members_open",),
        also="uq_members_wallet_account_id",
    ),
    Attack("a card that is lost", "ck_cards_state_is_known", card(state="lost")),
    Attack("a block without a reason", "ck_cards_a_block_has_its_reason", card(state="blocked")),
    Attack("a reason without a block", "ck_cards_a_block_has_its_reason", card(block_reason="lost")),
    Attack("a counter below nothing", "ck_cards_counter_is_not_negative", card(counter=-1)),
    Attack(
        "a number on two cards",
        "uq_cards_number",
        copying(cards, serial="C0DE013799999999"),
        without=("cards.cards_open",),
    ),
)
TILLS = (
    Attack(
        "a drawer of two tills",
        "uq_tills_drawer_account_id",
        copying(tills, code="attack"),
        without=("tills.tills_open",),
    ),
    Attack(
        "two open shifts on a till",
        "uq_shifts_one_open_per_till",
        shift(closed_at=None),
        without=("shifts.shifts_open", "shifts.shifts_begin"),
    ),
    Attack(
        "a shift closed before it opened",
        "ck_shifts_closes_after_it_opens",
        shift(closed_at=_EARLIER),
        without=("shifts.shifts_begin",),
    ),
    Attack(
        "a negative float",
        "ck_shifts_float_is_not_negative",
        shift(float_fen=-1),
        without=("shifts.shifts_begin",),
    ),
    Attack("version 0 of a scheme", "ck_schemes_version_is_positive", copying(schemes, version=0)),
)
PAPERS = (
    Attack("a lost paper", "ck_print_jobs_state_is_known", paper(state="lost")),
    Attack("fewer tries than none", "ck_print_jobs_attempts_are_counted_up", paper(attempts=-1)),
    Attack(
        "settled without a moment",
        "ck_print_jobs_has_a_settled_moment_exactly_when_settled",
        paper(state="printed"),
    ),
    Attack(
        "a moment without being settled",
        "ck_print_jobs_has_a_settled_moment_exactly_when_settled",
        paper(settled_at=_MOMENT),
    ),
    Attack("an unknown state of a printer", "ck_printer_states_state_is_known", printer(state="angry")),
    Attack(
        "a state that began after it was seen",
        "ck_printer_states_began_before_it_was_checked",
        printer(checked_at=_EARLIER),
    ),
)

ON_REGISTERS = (*MENUS, *PEOPLE, *TILLS, *PAPERS)
