"""Attacks on what members used and are of: counters, returns, claims, proofs, and withdrawn versions."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from pos.members.tables import class_proofs, members
from pos.pricebook.tables import scheme_withdrawals
from pos.sales.tables import operator_claims
from pos.usage.tables import order_uses, usage_counters, use_returns
from tests.integration.attacks.attack import Act, Attack, running
from tests.integration.attacks.spoiling import (
    after_the_seal,
    changed,
    only,
    proven_sale,
    raised,
)

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def proof(**changes: Any) -> Act:
    """Record a proof of the first member, some columns changed."""

    def act(connection: Connection) -> None:
        first = connection.execute(select(members.c.id).limit(1)).scalar_one()
        row = {
            "member_id": first,
            "class_code": "attack",
            "proof_type": "certificate",
            "valid_from": date(2026, 1, 1),
            "recorded_at": _MOMENT,
        }
        connection.execute(insert(class_proofs).values({**row, **changes}))

    return act


def after_a_proof(statement: str) -> Act:
    """Record a proof, revoke it, and then run SQL."""

    def act(connection: Connection) -> None:
        proof()(connection)
        running(statement)(connection)

    return act


def giving_back(*more: int, times: int = 1, reference: str = "attack") -> Act:
    """Sell, and give uses back: once with what is stated, and once more for each further number of times."""

    def act(connection: Connection) -> None:
        sale = proven_sale(connection)
        sale.write(connection)
        used = {name: sale.uses[0][name] for name in ("order_id", "counter", "period", "site_code")}
        for place, count in enumerate((times, *more)):
            row = {"times": count, "amount_fen": 0, "portions": 0, "base_fen": 0, "at": _MOMENT}
            name = f"{reference}{place}" if more and reference == "attack" else reference
            connection.execute(insert(use_returns).values({**used, **row, "reference": name}))

    return act


def after_a_return(statement: str) -> Act:
    """Give uses back, and then run SQL."""

    def act(connection: Connection) -> None:
        giving_back()(connection)
        running(statement)(connection)

    return act


def after_a_sale(statement: str) -> Act:
    """Write a sale, and then run SQL."""

    def act(connection: Connection) -> None:
        proven_sale(connection).write(connection)
        running(statement)(connection)

    return act


def withdrawn(*statements: str) -> Act:
    """Withdraw a version of the scheme, and then run SQL."""

    def act(connection: Connection) -> None:
        row = {"code": "demo", "version": 1, "withdrawn_at": _MOMENT}
        connection.execute(insert(scheme_withdrawals).values(row))
        running(*statements)(connection)

    return act


def _of_another_member(connection: Connection) -> None:
    sale = proven_sale(connection)
    other = select(members.c.id).where(members.c.id != sale.order["member_id"]).limit(1)
    sale.uses[0]["member_id"] = connection.execute(other).scalar_one()
    sale.write(connection)


def _counter_of_nothing(connection: Connection) -> None:
    sale = proven_sale(connection)
    row = {name: sale.uses[0][name] for name in usage_counters.c.keys()}  # noqa: SIM118 - not a dict
    connection.execute(insert(usage_counters).values({**row, "counter": "attack"}))


USES = (
    Attack("a use that counts on an older sum", "uses_are_as_quoted", raised("uses", seen_times=1)),
    Attack("a use of another member", "uses_are_the_members_own", _of_another_member),
    Attack(
        "a use after the seal",
        "orders_are_sealed",
        after_the_seal(order_uses, lambda sale: {**sale.uses[0], "counter": "attack"}),
    ),
    Attack(
        "a use that takes away",
        "ck_order_uses_uses_are_not_negative",
        changed("uses", times=-1),
        also="ck_usage_counters_uses_are_not_negative",
    ),
    Attack("uses without their order", "fk_order_uses_order_id", only(order_uses)),
    Attack(
        "a use changed", "orders_are_append_only", after_a_sale("UPDATE order_uses SET times = times + 1")
    ),
    Attack("a use deleted", "orders_are_append_only", after_a_sale("DELETE FROM order_uses")),
    Attack("a counter set by hand", "uses_add_up", after_a_sale("UPDATE usage_counters SET times = 0")),
    Attack("a counter of nothing", "uses_add_up", _counter_of_nothing),
    Attack("a counter deleted", "uses_add_up", after_a_sale("DELETE FROM usage_counters")),
    Attack(
        "a counter below nothing",
        "ck_usage_counters_uses_are_not_negative",
        after_a_sale("UPDATE usage_counters SET times = -1"),
        without=("usage_counters.usage_counters_move",),
    ),
)
RETURNS = (
    Attack("more given back than used", "no_more_is_returned_than_was_used", giving_back(times=2)),
    Attack("given back twice", "no_more_is_returned_than_was_used", giving_back(1)),
    Attack(
        "a return that takes",
        "ck_use_returns_uses_are_not_negative",
        giving_back(times=-1),
    ),
    Attack(
        "a return of a reference that is there",
        "returns_are_append_only",
        giving_back(0, times=0, reference="same"),
        also="pk_use_returns",
    ),
    Attack("a return changed", "returns_are_append_only", after_a_return("UPDATE use_returns SET times = 0")),
    Attack("a return deleted", "returns_are_append_only", after_a_return("DELETE FROM use_returns")),
)
CLAIMS = (
    Attack(
        "a claim after the seal",
        "orders_are_sealed",
        after_the_seal(operator_claims, lambda sale: {**sale.claims[0], "rule_code": "attack"}),
    ),
    Attack("a claim of nothing", "ck_operator_claims_amount_is_positive", changed("claims", amount_fen=0)),
    Attack("claims without their order", "fk_operator_claims_order_id", only(operator_claims)),
    Attack(
        "a claim changed",
        "orders_are_append_only",
        after_a_sale("UPDATE operator_claims SET amount_fen = amount_fen + 1"),
    ),
    Attack("a claim deleted", "orders_are_append_only", after_a_sale("DELETE FROM operator_claims")),
    Attack(
        "a reduction of unknown scope",
        "ck_order_reductions_scope_is_known",
        changed("reductions", scope="table"),
    ),
)
PROOFS = (
    Attack(
        "a proof that ends before it begins",
        "ck_class_proofs_is_valid_for_a_day_at_least",
        proof(valid_until=date(2025, 12, 31)),
    ),
    Attack(
        "a proof revoked before it begins",
        "ck_class_proofs_ends_after_it_begins",
        proof(revoked_on=date(2025, 12, 31)),
    ),
    Attack(
        "the same proof again",
        "uq_class_proofs_member_id_class_code_valid_from",
        lambda connection: [proof()(connection) for _ in range(2)],
        without=("class_proofs.class_proofs_open",),
    ),
    Attack(
        "a proof made longer",
        "proofs_are_only_revoked",
        after_a_proof("UPDATE class_proofs SET valid_until = '2099-12-31' WHERE class_code = 'attack'"),
    ),
    Attack(
        "a proof revoked for another day",
        "proofs_are_only_revoked",
        after_a_proof(
            "UPDATE class_proofs SET revoked_on = '2026-06-01', class_code = 'other'"
            " WHERE class_code = 'attack'"
        ),
    ),
    Attack("a proof deleted", "proofs_are_only_revoked", after_a_proof("DELETE FROM class_proofs")),
)
WITHDRAWALS = (
    Attack(
        "a withdrawal of another moment",
        "withdrawals_are_append_only",
        withdrawn("UPDATE scheme_withdrawals SET withdrawn_at = 0"),
    ),
    Attack(
        "a withdrawal deleted", "withdrawals_are_append_only", withdrawn("DELETE FROM scheme_withdrawals")
    ),
)

ON_USES = (*USES, *RETURNS, *CLAIMS, *PROOFS, *WITHDRAWALS)
