"""The JSON API as a whole: its title, its blueprints, and the OpenAPI document of all of them.

Rule: every route under /api is declared here, with a schema that refuses unknown fields.
"""

from threading import RLock
from typing import Any

from apispec import APISpec
from flask import Flask, Response, current_app, json
from flask_smorest import Api, Blueprint

from pos.web import (
    agent,
    alarms,
    approvals,
    audit,
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
    payments,
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
    vouchers,
)
from pos.web.schemas import ProblemSchema

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
    payments.blueprint,
    vouchers.blueprint,
    vouchers.at_tills,
    holds.blueprint,
    refunds.blueprint,
    approvals.blueprint,
    kitchen.blueprint,
    today.blueprint,
    audit.blueprint,
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


PROBLEM = {"$ref": "#/components/schemas/Problem"}


class DescribedLater(Api):  # type: ignore[misc]
    """Describes the routes when somebody first asks: describing is most of what it takes to make an app."""

    ERROR_SCHEMA = ProblemSchema

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

    def document(self) -> dict[str, Any]:
        """Return the document as JSON; every refusal in it is of the type and the members that it has."""
        document: dict[str, Any] = self.spec.to_dict()
        # Further members depend on the code.
        document["components"]["schemas"]["Problem"]["additionalProperties"] = True
        answers = list(document["components"]["responses"].values())
        for path in document["paths"].values():
            answers += [answer for operation in path.values() for answer in _answers_of(operation)]
        for answer in answers:
            content = answer.get("content", {})
            if content.get("application/json", {}).get("schema") == PROBLEM:
                content["application/problem+json"] = content.pop("application/json")
        return document

    def _openapi_json(self) -> Response:
        return current_app.response_class(json.dumps(self.document()), mimetype="application/json")

    def register_blueprint(self, blueprint: Blueprint) -> None:
        """Add the routes to the app; the document hears of them later."""
        self._app.register_blueprint(blueprint)
        self._undescribed.append(blueprint)


def api_document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of an app."""
    document: dict[str, Any] = app.extensions["canteen-api"].document()
    return document


def _answers_of(operation: Any) -> list[dict[str, Any]]:
    # Beside the operations of a path stand its parameters.
    return list(operation["responses"].values()) if isinstance(operation, dict) else []


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
