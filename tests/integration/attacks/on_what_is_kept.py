"""Attacks on the past: facts that are changed or deleted, and what may change, changed beyond that."""

from sqlalchemy import Connection, insert

from inventory.tables import menu_changes, portion_movements
from pos.ledger.tables import accounts
from tests.closings import close_counted
from tests.integration.attacks.attack import Act, Attack, copying, running
from tests.integration.attacks.spoiling import proven_sale

# Each fact table: the claim that keeps it, and a change that somebody might wish for.
FACTS = {
    "accounts": ("accounts_are_append_only", "kind = 'revenue'"),
    "entries": ("entries_are_append_only", "amount_fen = amount_fen - 1"),
    "postings": ("postings_are_append_only", "amount_fen = amount_fen + 1"),
    "orders": ("orders_are_append_only", "total_fen = 0"),
    "order_lines": ("orders_are_append_only", "quantity = quantity + 1"),
    "order_reductions": ("orders_are_append_only", "amount_fen = amount_fen + 1"),
    "order_tenders": ("orders_are_append_only", "kind = 'cash'"),
    "portion_movements": ("portion_movements_are_append_only", "quantity = 1"),
    "menu_changes": ("menu_changes_are_append_only", "at = 0"),
    "schemes": ("scheme_versions_are_never_edited", "toml = ''"),
}
# Tables of which some columns change in the course of the day: the claim that keeps their rows.
KEPT = {
    "account_balances": "balances_are_never_deleted",
    "print_jobs": "papers_are_never_deleted",
    "menu_items": "menu_items_are_never_deleted",
    "cards": "cards_are_never_deleted",
    "shifts": "shifts_are_never_deleted",
    "members": "members_keep_their_wallets",
    "tills": "tills_keep_their_drawers",
}
# A change to such a table that goes beyond what may change: the claim, and the change.
BEYOND = (
    ("print_jobs", "papers_keep_their_words", "document = '{\"lines\":[]}'"),
    ("print_jobs", "papers_keep_their_words", "number = 'T1-999999'"),
    ("print_jobs", "papers_keep_their_words", "order_id = NULL"),
    ("print_jobs", "papers_keep_their_words", "key = 'another'"),
    ("print_jobs", "papers_keep_their_words", "created_at = 0"),
    ("print_jobs", "papers_keep_their_words", "kind = 'note'"),
    ("cards", "card_counters_only_rise", "counter = counter - 1"),
    ("cards", "card_counters_only_rise", "serial = 'C0DE013799999999'"),
    ("cards", "card_counters_only_rise", "number = '9137999999999999'"),
    ("menu_items", "menu_items_are_of_their_dish", "category_code = 'main'"),
    ("menu_items", "menu_items_are_of_their_dish", "dish_code = 'baimifan'"),
    ("menu_items", "menu_items_are_of_their_dish", "menu_date = '2020-01-01'"),
    ("menu_items", "menu_items_are_of_their_dish", "period_code = 'dinner'"),
    ("shifts", "shifts_only_close", "business_date = '2020-01-01'"),
    ("shifts", "shifts_only_close", "float_fen = 0"),
    ("shifts", "shifts_only_close", "cashier = 'somebody'"),
    ("shifts", "shifts_only_close", "opened_at = 0"),
    ("shifts", "shifts_only_close", "first_sequence = 0"),
    ("members", "members_keep_their_wallets", "wallet_account_id = wallet_account_id + 1000"),
    ("members", "members_keep_their_wallets", "code = code || '-'"),
    ("tills", "tills_keep_their_drawers", "drawer_account_id = drawer_account_id + 1000"),
)


def after_a_sale(*statements: str) -> Act:
    """Write a sale, and then run SQL as it stands: no table is empty then."""

    def act(connection: Connection) -> None:
        proven_sale(connection).write(connection)
        running(*statements)(connection)

    return act


def after_a_close(*statements: str) -> Act:
    """Close the shift of the first till, and then run SQL as it stands."""

    def act(connection: Connection) -> None:
        close_counted(connection, "T1")
        running(*statements)(connection)

    return act


def _account_again(connection: Connection) -> None:
    connection.execute(insert(accounts).values(code="wallet:M0001", kind="wallet"))


CHANGED = tuple(
    Attack(f"{table} changed", claim, after_a_sale(f"UPDATE {table} SET {change}"))  # noqa: S608 - our own names
    for table, (claim, change) in FACTS.items()
)
DELETED = tuple(
    Attack(f"{table} deleted", claim, after_a_sale(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    for table, claim in [*((table, claim) for table, (claim, _) in FACTS.items()), *KEPT.items()]
)
CHANGED_BEYOND = tuple(
    Attack(f"{table} SET {change}", claim, after_a_sale(f"UPDATE {table} SET {change}"))  # noqa: S608 - as above
    for table, claim, change in BEYOND
)
AGAIN = (
    Attack(
        "a shift that is opened again",
        "shifts_only_close",
        after_a_close("UPDATE shifts SET closed_at = NULL WHERE till_code = 'T1'"),
    ),
    Attack(
        "a shift that is closed again",
        "shifts_only_close",
        after_a_close("UPDATE shifts SET closed_at = closed_at + 1 WHERE till_code = 'T1'"),
    ),
    Attack(
        "an account of the same code", "uq_accounts_code", _account_again, without=("accounts.accounts_open",)
    ),
    Attack(
        "portions taken twice for one sale",
        "uq_portion_movements_menu_item_id_reference",
        lambda connection: _portions_again(connection),
        without=("portion_movements.portion_movements_take",),
    ),
    Attack(
        "an unknown change of the menu",
        "ck_menu_changes_kind_is_known",
        copying(menu_changes, id=-1, kind="eaten"),
    ),
    Attack(
        "an unknown kind of account",
        "ck_accounts_kind_is_known",
        copying(accounts, id=-1, code="x", kind="x"),
    ),
)


def _portions_again(connection: Connection) -> None:
    sale = proven_sale(connection)
    sale.write(connection)
    connection.execute(insert(portion_movements).values(sale.portions[0]))


ON_WHAT_IS_KEPT = (*CHANGED, *DELETED, *CHANGED_BEYOND, *AGAIN)
