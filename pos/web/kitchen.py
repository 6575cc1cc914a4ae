"""What the kitchen's tablet shows and does: today's menu of each meal, its portions, and the library.

Rule: every act sets an absolute value, so a tap that is sent twice has the effect of once.
"""

from collections.abc import Callable
from datetime import date, datetime

from flask import Response, request
from marshmallow import Schema, fields
from marshmallow.validate import Range
from sqlalchemy import Connection

from inventory.errors import NotOnMenu
from inventory.kitchen import copy_last_menu, plan_portions, put_on_menu, switch_sold_out, take_off_menu
from inventory.menu import Dish, MenuItem, all_categories, library, menu_of
from inventory.periods import period_at, periods_of_a_day, require_period
from inventory.portions import sold_portions
from pos.clock import now
from pos.shifts.shifts import all_tills
from pos.web.canteen import Canteen, canteen
from pos.web.hub import MENU, PORTIONS
from pos.web.needs import needs
from pos.web.repeats import sets_a_state
from pos.web.schemas import NothingSchema, ProblemSchema, StrictInteger
from pos.web.stream import Source, event_stream, window_of
from pos.web.strictness import Blueprint
from pos.web.wire import Json, dish_json, kitchen_item_json, named_json, period_json

blueprint = Blueprint("kitchen", __name__, url_prefix="/api/kitchen", description="Today's menu")

MOST_PORTIONS = 9999


class PutOnSchema(Schema):
    """Which dish comes on the menu of which meal; `planned_portions` null where they are not counted."""

    period = fields.String(required=True)
    dish_code = fields.String(required=True)
    planned_portions = StrictInteger(required=True, allow_none=True, validate=Range(0, MOST_PORTIONS))


class PlannedSchema(Schema):
    """How many portions there are in all; null stops counting them."""

    planned_portions = StrictInteger(required=True, allow_none=True, validate=Range(0, MOST_PORTIONS))


class SoldOutSchema(Schema):
    """Whether the kitchen has switched the dish off."""

    is_sold_out = fields.Boolean(required=True, truthy={True}, falsy={False})


class PeriodSchema(Schema):
    """Which meal of today."""

    period = fields.String(required=True)


@blueprint.get("/menu")
@needs("menu_read", is_polled=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def show_menu() -> Json:
    """Show today's menu of a meal (`?period=lunch`; without it, of the present one) and the library."""
    return kitchen_menu(canteen(), request.args.get("period"), now())


@blueprint.get("/events")
@needs("menu_read", is_polled=True)
@blueprint.alt_response(404, schema=ProblemSchema)
def stream_menu() -> Response:
    """Stream the menu of a meal as server-sent events: first as it is, then after each change."""
    here, period = canteen(), request.args.get("period")

    def menu(at: datetime) -> tuple[str, Json]:
        return "menu", kitchen_menu(here, period, at)

    menu(now())
    source = Source(topics={MENU: menu, PORTIONS: menu}, first=menu)
    return event_stream(here.hub, window_of("kitchen"), source)


@blueprint.post("/menu/items")
@needs("menu_write")
@sets_a_state
@blueprint.arguments(PutOnSchema())
@blueprint.alt_response(422, schema=ProblemSchema)
def put_on(body: Json) -> Json:
    """Put a dish on today's menu; one that is there already is left as it is."""

    def work(connection: Connection, today: date, at: datetime) -> MenuItem:
        period = require_period(periods_of_a_day(connection), body["period"])
        return put_on_menu(
            connection,
            body["dish_code"],
            menu_date=today,
            period_code=period.code,
            planned_portions=body["planned_portions"],
            at=at,
        )

    return _change(MENU, work)


@blueprint.post("/menu/items/<int(max=9223372036854775807):item_id>/planned")
@needs("menu_write")
@sets_a_state
@blueprint.arguments(PlannedSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def plan(body: Json, item_id: int) -> Json:
    """Set how many portions of an item there are in all."""
    planned = body["planned_portions"]
    return _change(PORTIONS, lambda connection, _, at: plan_portions(connection, item_id, planned, at=at))


@blueprint.post("/menu/items/<int(max=9223372036854775807):item_id>/sold-out")
@needs("menu_write")
@sets_a_state
@blueprint.arguments(SoldOutSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def switch(body: Json, item_id: int) -> Json:
    """Switch an item off by hand, or on again."""
    is_sold_out = body["is_sold_out"]
    return _change(
        PORTIONS,
        lambda connection, _, at: switch_sold_out(connection, item_id, is_sold_out=is_sold_out, at=at),
    )


@blueprint.post("/menu/items/<int(max=9223372036854775807):item_id>/remove")
@needs("menu_write")
@sets_a_state
@blueprint.arguments(NothingSchema())
@blueprint.alt_response(404, schema=ProblemSchema)
def take_off(_: Json, item_id: int) -> Json:
    """Take an item off the menu; what was sold of it stays in the books."""
    return _change(MENU, lambda connection, _, at: take_off_menu(connection, item_id, at=at))


@blueprint.post("/menu/copy")
@needs("menu_write")
@sets_a_state
@blueprint.arguments(PeriodSchema())
@blueprint.alt_response(409, schema=ProblemSchema)
def copy(body: Json) -> Json:
    """Put on today's menu of a meal what its last earlier menu had; `left_out` names refused dishes."""
    here, at = canteen(), now()

    def work(connection: Connection) -> tuple[Dish, ...]:
        period = require_period(periods_of_a_day(connection), body["period"])
        today = _today(connection, at)
        return copy_last_menu(connection, menu_date=today, period_code=period.code, at=at)

    left_out = here.database.write(work)
    here.hub.publish(MENU)
    return {**kitchen_menu(here, body["period"], at), "left_out": [dish_json(dish) for dish in left_out]}


def kitchen_menu(here: Canteen, period_code: str | None, at: datetime) -> Json:
    """Return today's menu of a meal as the kitchen sees it, and the whole library.

    :raises UnknownPeriod: when there is no such meal.
    """
    with here.database.read() as connection:
        till = all_tills(connection)[0]
        periods = periods_of_a_day(connection)
        local = at.astimezone(till.site.zone).time()
        period = require_period(periods, period_code) if period_code else period_at(periods, local)
        today = _today(connection, at)
        sold = sold_portions(connection, today, period.code)
        return {
            "date": today.isoformat(),
            "period": period.code,
            "meal_periods": [period_json(each) for each in periods],
            "categories": [named_json(category) for category in all_categories(connection)],
            "items": [
                kitchen_item_json(item, sold.get(item.id, 0))
                for item in menu_of(connection, today, period.code)
            ],
            "dishes": [dish_json(dish) for dish in library(connection)],
        }


def _change(topic: str, work: Callable[[Connection, date, datetime], MenuItem]) -> Json:
    """Do one act of the kitchen, tell every screen, and return the item as it is now."""
    here, at = canteen(), now()

    def in_transaction(connection: Connection) -> Json:
        today = _today(connection, at)
        item = work(connection, today, at)
        if item.menu_date != today:
            # Rolls back: the menu of another day is in the books.
            raise NotOnMenu(menu_item_ids=[item.id])
        sold = sold_portions(connection, item.menu_date, item.period_code)
        return kitchen_item_json(item, sold.get(item.id, 0))

    answer = here.database.write(in_transaction)
    here.hub.publish(topic)
    return answer


def _today(connection: Connection, at: datetime) -> date:
    return all_tills(connection)[0].local_day(at)
