"""The Flask application: every blueprint, and what they share.

Rule: made by a function, with its settings handed in; importing this starts nothing.
"""

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from pos.audit_log import AuditLog
from pos.cards.readers import Readers
from pos.database import open_database
from pos.receipts.printers import installed_printers
from pos.sales.equipment import Equipment
from pos.secrets import card_keys, pin_pepper
from pos.settings import Settings, read_settings
from pos.staff.pins import Peppered
from pos.tenders.providers import Manual, Provider
from pos.tenders.terminal import Terminal
from pos.vault import open_vault
from pos.web import health, pages
from pos.web.api import register_api
from pos.web.canteen import Canteen
from pos.web.deeds import register_deeds
from pos.web.guard import register_guard
from pos.web.hub import Hub, till_topic
from pos.web.needs import require_declarations
from pos.web.once import register_once
from pos.web.pace import register_pace
from pos.web.problems import register_problems
from pos.web.strictness import register_strictness
from pos.web.who import register_who

LARGEST_REQUEST = 64 * 1024


class CompactJson(DefaultJSONProvider):
    """JSON as the screens want it: Chinese as itself, members in the order of the code."""

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **settings: Any) -> str:
        """Write a value as JSON without spaces between its members."""
        return super().dumps(obj, **{"separators": (",", ":"), **settings})


def create_app(environ: Mapping[str, str] = os.environ) -> Flask:
    """Return the application for the settings that an environment gives."""
    settings = read_settings(environ)
    app = Flask("pos.web")
    app.json = CompactJson(app)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["canteen"] = _canteen(settings, environ)
    register_api(app, is_demo=settings.is_demo)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(health.blueprint)
    register_guard(app)
    register_problems(app)
    register_strictness(app)
    register_pace(app)
    register_who(app)
    require_declarations(app)
    register_once(app)
    register_deeds(app)
    return app


def _providers(settings: Settings) -> dict[str, Provider]:
    """Return who takes money for us here: a person with a slip always, a terminal where there is one."""
    if not settings.pay_terminal:
        return {"manual": Manual()}
    return {"manual": Manual(), "terminal": Terminal(settings.pay_terminal)}


def _canteen(settings: Settings, environ: Mapping[str, str]) -> Canteen:
    hub = Hub()
    keys = card_keys(settings.secrets, environ, is_demo=settings.is_demo)
    printers = installed_printers(settings, environ)
    return Canteen(
        settings=settings,
        database=open_database(settings.database_url),
        hub=hub,
        readers=Readers(changed=lambda till: hub.publish(till_topic(till)), card_keys=keys),
        equipment=Equipment(keys, tuple(printers)),
        vault=open_vault(settings.secrets, settings.personal_keys),
        log=AuditLog(settings.secrets),
        peppered=Peppered(pin_pepper(settings.secrets)),
        providers=_providers(settings),
        virtual_printers=tuple(name for name, printer in printers.items() if printer.is_virtual),
    )
