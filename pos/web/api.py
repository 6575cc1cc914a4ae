"""The JSON API as a whole: its title, its blueprints, and the OpenAPI document of all of them.

Rule: every route under /api is declared here, with a schema that refuses unknown fields.
"""

from threading import RLock
from typing import Any

from apispec import APISpec
from flask import Flask
from flask_smorest import Api, Blueprint

from pos.web import (
    agent,
    alarms,
    backtests,
    cash_office,
    desk,
    devices,
    holds,
    kitchen,
    limits,
    member_life,
    member_lists,
    member_money,
    member_payers,
    members,
    orders,
    paper,
    prices,
    prices_members,
    prices_policies,
    quotes,
    refunds,
    session,
    sessions,
    shifts,
    staff,
    tills,
    today,
    typed_cards,
)

BLUEPRINTS = (
    session.blueprint,
    devices.blueprint,
    sessions.blueprint,
    staff.blueprint,
    tills.blueprint,
    shifts.blueprint,
    cash_office.blueprint,
    typed_cards.blueprint,
    quotes.blueprint,
    orders.blueprint,
    holds.blueprint,
    refunds.blueprint,
    kitchen.blueprint,
    today.blueprint,
    agent.blueprint,
    alarms.blueprint,
    limits.blueprint,
    paper.blueprint,
    backtests.blueprint,
    prices.blueprint,
    prices_policies.blueprint,
    prices_members.blueprint,
    members.blueprint,
    member_money.blueprint,
    member_money.lists,
    member_life.blueprint,
    member_payers.blueprint,
    member_lists.blueprint,
)


class DescribedLater(Api):  # type: ignore[misc]
    """Describes the routes when somebody first asks: describing is most of what it takes to make an app."""

    def __init__(self, app: Flask) -> None:
        self._describing = RLock()
        self._undescribed: list[Blueprint] = []
        super().__init__(app)

    @property
    def spec(self) -> APISpec:
        """Return the document, with every route that is registered."""
        with self._describing:
            while self._undescribed:
                blueprint = self._undescribed.pop(0)
                blueprint.register_views_in_doc(
                    self, self._app, self._spec, name=blueprint.name, parameters=None
                )
                self._spec.tag({"name": blueprint.name, "description": blueprint.description})
        return self._spec

    @spec.setter
    def spec(self, made: APISpec) -> None:
        self._spec = made

    def register_blueprint(self, blueprint: Blueprint) -> None:
        """Add the routes to the app; the document hears of them later."""
        self._app.register_blueprint(blueprint)
        self._undescribed.append(blueprint)


def api_document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of an app."""
    document: dict[str, Any] = app.extensions["canteen-api"].spec.to_dict()
    return document


def register_api(app: Flask, *, is_demo: bool) -> None:
    """Add the JSON API, /openapi.json and a page for people at /docs."""
    app.config.update(
        API_TITLE="Canteen POS",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = DescribedLater(app)
    app.extensions["canteen-api"] = api
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    if is_demo:
        api.register_blueprint(desk.blueprint)
        api.register_blueprint(devices.demo)
