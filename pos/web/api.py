"""The JSON API as a whole: its title, its blueprints, and the OpenAPI document of all of them.

Rule: every route under /api is declared here, with a schema that refuses unknown fields.
"""

from typing import Any

from flask import Flask
from flask_smorest import Api

from pos.web import (
    agent,
    alarms,
    backtests,
    desk,
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
    tills,
    today,
    typed_cards,
)

BLUEPRINTS = (
    tills.blueprint,
    typed_cards.blueprint,
    quotes.blueprint,
    orders.blueprint,
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
    api = Api(app)
    app.extensions["canteen-api"] = api
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    if is_demo:
        api.register_blueprint(desk.blueprint)
