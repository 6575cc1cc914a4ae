"""Which route is open to whom: each one says it itself, or the app does not start.

Rule: nothing is open because somebody forgot to close it. What a route needs is decided here and in
`pos/web/who.py` alone, from the session on the server, never from a button.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask import Flask

from pos.staff.permissions import PERMISSIONS

View = TypeVar("View", bound=Callable[..., Any])


class Openness(StrEnum):
    """To whom a route is open that needs no permission."""

    PUBLIC = "public"
    # An enrolled device, whoever stands before it.
    DEVICE = "device"
    # A till's reader agent, which signs each request.
    AGENT = "agent"
    # Whoever is signed on, whatever they are.
    SIGNED_ON = "signed_on"


PUBLIC, DEVICE, AGENT, SIGNED_ON = (
    Openness.PUBLIC,
    Openness.DEVICE,
    Openness.AGENT,
    Openness.SIGNED_ON,
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a route needs: one permission, or one kind of openness.

    `is_polled` says that a screen asks by itself, so that asking is no sign of a person. `or_device` says
    that the enrolled device of the very till that is asked about may look as well.
    """

    permission: str | None = None
    openness: Openness | None = None
    is_polled: bool = False
    or_device: bool = False


# Views that are not ours, so that nothing can be written on them.
OF_OTHERS: Final[Mapping[str, Need]] = {
    "static": Need(openness=PUBLIC),
    "api-docs.openapi_json": Need(openness=PUBLIC),
}
_ATTRIBUTE: Final = "canteen_need"


class UndeclaredRoute(Exception):
    """A route does not say to whom it is open."""


def needs(permission: str, *, is_polled: bool = False, or_device: bool = False) -> Callable[[View], View]:
    """Have a view need a permission.

    :raises UndeclaredRoute: when there is no such permission.
    """
    if permission not in PERMISSIONS:
        raise UndeclaredRoute(f"there is no permission {permission}")
    return _declare(Need(permission=permission, is_polled=is_polled, or_device=or_device))


def open_to(openness: Openness, *, is_polled: bool = False) -> Callable[[View], View]:
    """Have a view need no permission."""
    return _declare(Need(openness=openness, is_polled=is_polled))


def need_of(app: Flask, endpoint: str) -> Need | None:
    """Return what a route needs; None where it does not say."""
    declared: Need | None = getattr(app.view_functions[endpoint], _ATTRIBUTE, None)
    return declared or OF_OTHERS.get(endpoint)


def require_declarations(app: Flask) -> None:
    """Refuse to start with a route that does not say to whom it is open.

    :raises UndeclaredRoute: with the name of every such route.
    """
    silent = sorted(
        f"{rule.endpoint} ({rule.rule})"
        for rule in app.url_map.iter_rules()
        if need_of(app, rule.endpoint) is None
    )
    if silent:
        raise UndeclaredRoute(", ".join(silent))


def _declare(need: Need) -> Callable[[View], View]:
    def declare(view: View) -> View:
        # Whatever wraps the view later (functools.wraps) takes this along.
        setattr(view, _ATTRIBUTE, need)
        return view

    return declare
