"""Who asks: the person who is signed on and the device that they stand at, and whether they may.

Rule: both come from cookies that only the server can read, and from rows that can end at any moment; nothing
in a request's body says who acts. A till is worked from its own device alone.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from pos.clock import now
from pos.database import OutOfReach
from pos.errors import Refusal
from pos.shifts.shifts import Till, UnknownTill, all_tills, require_till
from pos.staff.devices import find_device
from pos.staff.places import Device
from pos.staff.sessions import Session, find_session, note_seen
from pos.staff.staff import Staff
from pos.staff.tokens import is_csrf_of
from pos.web.canteen import Canteen, canteen
from pos.web.needs import AGENT, DEVICE, PUBLIC, Need, need_of
from pos.web.problems import problem
from pos.web.wire import Json

SESSION_COOKIE: Final = "canteen_session"
DEVICE_COOKIE: Final = "canteen_device"
CSRF_HEADER: Final = "X-CSRF"
# The pages that a navigation is sent to.
ENROL, SIGN_ON = "/enrol", "/sign-on"
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What may be done before a password that somebody else made up was changed.
BEFORE_A_NEW_PASSWORD: Final = frozenset({"session.change_password", "session.end"})


class SignOnRequired(Refusal):
    """Nobody is signed on, or their session has ended."""

    code = "sign_on_required"


class NotPermitted(Refusal):
    """Whoever is signed on may not do this."""

    code = "not_permitted"


class DeviceRequired(Refusal):
    """This browser was never enrolled, or was revoked."""

    code = "device_required"


class OtherTill(Refusal):
    """This browser belongs to another till, or to none."""

    code = "other_till"


class CsrfMissing(Refusal):
    """The request does not carry what only a page of ours was told."""

    code = "csrf_missing"


class PasswordMustChange(Refusal):
    """The password is one that somebody else made up: a new one comes first."""

    code = "password_must_change"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who a request comes from, as far as that is known."""

    session: Session | None
    device: Device | None


def register_who(app: Flask) -> None:
    """Have the app look at every request's session and device before any view does."""

    @app.before_request
    def require_what_the_route_needs() -> AnyResponse | None:
        if request.endpoint is None or request.url_rule is None:
            return None
        need = need_of(app, request.endpoint)
        if need is None:
            # Never reached: the app does not start with such a route.
            return problem("not_permitted")
        try:
            _require(need)
        except (SignOnRequired, NotPermitted, DeviceRequired, OtherTill) as refusal:
            if not _is_navigation():
                raise
            lacks_device = isinstance(refusal, DeviceRequired | OtherTill)
            page = ENROL if lacks_device else SIGN_ON
            return redirect(f"{page}?{urlencode({'next': request.full_path.rstrip('?')})}")
        return None


def asker() -> Asker:
    """Return who the present request comes from; looked up once."""
    if "asker" not in g:
        g.asker = _find()
    found: Asker = g.asker
    return found


def acting_session() -> Session:
    """Return the session that the request belongs to.

    :raises SignOnRequired: when nobody is signed on.
    """
    session = asker().session
    if session is None:
        raise SignOnRequired
    return session


def acting_staff() -> Staff:
    """Return who acts: the person who is signed on, with their roles at this site.

    :raises SignOnRequired: when nobody is.
    """
    session = acting_session()
    return Staff(session.staff_id, session.staff_code, session.staff_name, session.roles)


def acting_device() -> Device | None:
    """Return the enrolled device that the request comes from, if it does."""
    return asker().device


def acting_site() -> str:
    """Return the code of the site in which the request acts: the session's, else the device's.

    :raises SignOnRequired: when there is neither.
    """
    known = asker()
    if known.session is not None:
        return known.session.site_code
    if known.device is not None:
        return known.device.place.site_code
    raise SignOnRequired


def first_till(connection: Connection) -> Till:
    """Return the first till of the site in which the request acts, which knows its day, scheme and limits.

    :raises UnknownTill: when the site has none.
    """
    site_code = acting_site()
    for till in all_tills(connection):
        if till.site.code == site_code:
            return till
    raise UnknownTill(site=site_code)


def require_own_till(till_code: str) -> None:
    """Refuse to work a till from anywhere but its own device.

    :raises UnknownTill: when there is no such till.
    :raises OtherTill: when the request comes from elsewhere.
    """
    device = acting_device()
    if device is not None and device.place.till_code == till_code:
        return
    with canteen().database.read() as connection:
        require_till(connection, till_code)
    raise OtherTill(till=till_code)


def require_own_desk(body: Json) -> None:
    """Refuse money at another till's drawer; the office is for whoever is of its site.

    :raises UnknownTill, OtherTill, NotPermitted: as `require_own_till` and `require_own_site`.
    """
    if not body["is_office"]:
        require_own_till(body["till"])
        return
    with canteen().database.read() as connection:
        site_code = require_till(connection, body["till"]).site.code
    require_own_site(site_code)


def require_own_site(site_code: str) -> None:
    """Refuse to act on what belongs to another site.

    :raises NotPermitted: when it does.
    """
    if acting_site() != site_code:
        raise NotPermitted(site=site_code)


def may_go_on() -> Callable[[], bool]:
    """Return what tells whether the present request would still be let in, long after it was."""
    here, before = canteen(), asker()
    session_token, device_token = request.cookies.get(SESSION_COOKIE), request.cookies.get(DEVICE_COOKIE)

    def look() -> bool:
        present = _look_up(here, session_token, device_token)
        kept_device = before.device is None or present.device is not None
        kept_session = before.session is None or present.session is not None
        # A till's screen listens as its device, whoever is signed on there.
        is_its_device = before.device is not None and before.device.place.till_code is not None
        return kept_device and (kept_session or is_its_device)

    return look


def _require(need: Need) -> None:
    """Refuse a request that lacks what its route needs.

    :raises SignOnRequired, DeviceRequired, NotPermitted, CsrfMissing, PasswordMustChange: as they say.
    """
    if need.openness in (PUBLIC, AGENT):
        return
    known = asker()
    if need.openness is DEVICE:
        if known.device is None:
            raise DeviceRequired
        return
    if need.or_device and _is_of_the_till(known):
        return
    session = _require_session(need, known)
    if request.method not in READS and not is_csrf_of(
        request.cookies.get(SESSION_COOKIE, ""), request.headers.get(CSRF_HEADER, "")
    ):
        raise CsrfMissing
    if session.must_change_password and request.endpoint not in BEFORE_A_NEW_PASSWORD:
        raise PasswordMustChange
    if need.permission is not None and not acting_staff().may(need.permission):
        raise OtherTill if need.or_device and known.device else NotPermitted(permission=need.permission)
    if need.or_device:
        _require_site_of_the_till(session)
    if not need.is_polled:
        _note_seen(session)


def _require_session(need: Need, known: Asker) -> Session:
    if known.session is not None:
        return known.session
    if need.or_device:
        raise DeviceRequired if known.device is None else OtherTill
    raise SignOnRequired


def _require_site_of_the_till(session: Session) -> None:
    with canteen().database.read() as connection:
        till = require_till(connection, (request.view_args or {}).get("code", ""))
    if till.site.code != session.site_code:
        raise OtherTill(till=till.code)


def _is_of_the_till(known: Asker) -> bool:
    asked = (request.view_args or {}).get("code")
    return known.device is not None and known.device.place.till_code == asked


def _find() -> Asker:
    return _look_up(canteen(), request.cookies.get(SESSION_COOKIE), request.cookies.get(DEVICE_COOKIE))


def _look_up(here: Canteen, session_token: str | None, device_token: str | None) -> Asker:
    if not session_token and not device_token:
        return Asker(None, None)
    at = now()
    with here.database.read() as connection:
        session = find_session(connection, session_token, device_token, at=at) if session_token else None
        if session is not None and session.device is not None:
            return Asker(session, session.device)
        device = find_device(connection, device_token) if device_token else None
    return Asker(session, device)


def _note_seen(session: Session) -> None:
    at = now()
    if session.is_due_to_be_seen(at):
        # A session that is not noted ends a minute sooner; that is no reason to refuse a sale.
        with suppress(OutOfReach):
            canteen().database.write(lambda connection: note_seen(connection, session.id, at=at))


def _is_navigation() -> bool:
    return request.method in READS and not request.path.startswith("/api/")


def set_cookie(response: Response, name: str, token: str, *, lasts_s: int | None = None) -> None:
    """Give a browser a secret that no script can read and that no foreign page can have sent."""
    response.set_cookie(
        name, token, max_age=lasts_s, httponly=True, samesite="Strict", secure=request.is_secure, path="/"
    )
