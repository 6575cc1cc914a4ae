"""How much of each counted rule has a member had, and what does a sale add to it?

Rule: the sums are read for the quote and checked again, by the database, when the sale is written.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, tuple_, union_all

from inventory.tables_base import Whole
from pos.members.event_tables import member_merges
from pos.usage.tables import AMOUNTS, order_uses, usage_counters, use_returns
from pricing import NO_USAGE, Usage, UsageKey, Use, Used
from pricing.money import part_fen

# The claim of the database that a quote does not hold any more: somebody used the same counter meanwhile.
USES_AS_QUOTED = "uses_are_as_quoted"

_KEY = (usage_counters.c.counter, usage_counters.c.period, usage_counters.c.site_code)
# What was used on an account that was merged into this one was used by the same person.
_ONE_PERSON = union_all(
    select(bindparam("member", type_=Whole)),
    select(member_merges.c.member_id).where(member_merges.c.survivor_id == bindparam("member")),
)
_FIND = (
    select(*_KEY, *(func.sum(usage_counters.c[name]) for name in AMOUNTS))
    .where(
        usage_counters.c.member_id.in_(_ONE_PERSON),
        tuple_(*_KEY).in_(bindparam("keys", expanding=True)),
    )
    .group_by(*_KEY)
)
_TAKE = insert(order_uses)
_GIVE_BACK = insert(use_returns)


def usage_of(connection: Connection, member_id: int, keys: Iterable[UsageKey]) -> Usage:
    """Return what a member has used under these keys; a key that is missing was not used."""
    wanted = [tuple(key) for key in keys]
    if not wanted:
        return NO_USAGE
    rows = connection.execute(_FIND, {"member": member_id, "keys": wanted})
    return {UsageKey(*row[:3]): Used(*map(int, row[3:])) for row in rows}


def use_rows(order_id: str, member_id: int, uses: Iterable[Use], seen: Usage) -> list[dict[str, Any]]:
    """Return what an order uses as rows; `seen` is what the quote counted on."""
    return [
        {
            "order_id": order_id,
            "member_id": member_id,
            "counter": key.counter,
            "period": key.period,
            "site_code": key.site,
            **used._asdict(),
            **{f"seen_{name}": value for name, value in seen.get(key, Used())._asdict().items()},
        }
        for key, used in uses
    ]


def take_uses(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Count what an order uses, before the order's own row seals it.

    The database refuses it under `USES_AS_QUOTED` when a counter is not any more what the quote saw.
    """
    if rows:
        connection.execute(_TAKE, rows)


@dataclass(frozen=True, slots=True)
class Back:
    """How much of what a counter counted has been given back so far, this time included: `done` of `whole`.

    `reduced` are fen of the rules that count under it, `portions` those of the lines that they reduced,
    `listed` the list prices of the whole order.
    """

    reduced: tuple[int, int]
    portions: tuple[int, int]
    listed: tuple[int, int]


def give_back_uses(
    connection: Connection,
    order_id: str,
    *,
    reference: str,
    at: datetime,
    back: Callable[[str], Back] | None = None,
) -> None:
    """Give back what an order still uses, or as much of it as `back` says of each counter, for a refund.

    The same reference counts once. A use that is counted in times goes back with the last fen that it
    brought; amounts go back by fen, portions and base by their shares, rounded down until the last.
    """
    if connection.execute(
        select(use_returns.c.order_id).where(
            use_returns.c.reference == reference, use_returns.c.order_id == order_id
        )
    ).first():
        return
    rows = _still_used(connection, order_id)
    if back is not None:
        rows = [row for row in (_share_of(row, back(row["counter"])) for row in rows) if row is not None]
    else:
        rows = [_without_whole(row) for row in rows]
    if rows:
        connection.execute(_GIVE_BACK, [{**row, "reference": reference, "at": at} for row in rows])


def _share_of(row: dict[str, Any], back: Back) -> dict[str, Any] | None:
    """Return how much of a use goes back now, None where it is nothing."""
    of = {"amount_fen": back.reduced, "portions": back.portions, "base_fen": back.listed}
    given = _without_whole(row)
    is_over = back.reduced[0] == back.reduced[1]
    given["times"] = row["times"] if is_over else 0
    for name, (done, whole) in of.items():
        before = row["whole_" + name] - row[name]
        target = part_fen(row["whole_" + name], done, whole) if whole else row["whole_" + name]
        given[name] = max(target - before, 0)
    return given if any(given[name] for name in AMOUNTS) else None


def _without_whole(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not name.startswith("whole_")}


def _still_used(connection: Connection, order_id: str) -> list[dict[str, Any]]:
    key = ("order_id", "counter", "period", "site_code")
    given_back = (
        select(
            *(use_returns.c[name] for name in key),
            *(func.sum(use_returns.c[name]).label(name) for name in AMOUNTS),
        )
        .where(use_returns.c.order_id == order_id)
        .group_by(*(use_returns.c[name] for name in key))
        .subquery()
    )
    rest = [(order_uses.c[name] - func.coalesce(given_back.c[name], 0)).label(name) for name in AMOUNTS]
    query = (
        select(
            *(order_uses.c[name] for name in key),
            *rest,
            *(order_uses.c[name].label("whole_" + name) for name in AMOUNTS),
        )
        .outerjoin(given_back, and_(*(order_uses.c[name] == given_back.c[name] for name in key)))
        .where(order_uses.c.order_id == order_id)
    )
    rows = connection.execute(query).mappings().all()
    left = [dict(row) for row in rows if any(row[name] for name in AMOUNTS)]
    # In the order in which sales take them: a sale and a refund of one member must not wait for each other.
    return sorted(left, key=lambda row: (row["counter"], row["period"], row["site_code"]))
