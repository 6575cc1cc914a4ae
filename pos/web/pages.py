"""The pages that carry a screen: a few lines of HTML, and the built script and styles of that screen.

Rule: no script and no style stands in a page; the browser is told to run nothing but our own files.
"""

from flask import Blueprint, Response, abort, current_app, render_template, send_from_directory

from pos.shifts.shifts import all_tills, require_till
from pos.staff.permissions import permissions_of
from pos.web.api import api_document
from pos.web.built import BUILT, script_of, styles_of
from pos.web.canteen import canteen
from pos.web.needs import PUBLIC, needs, open_to
from pos.web.who import asker

blueprint = Blueprint("pages", __name__)

KEPT_S = 365 * 24 * 3600
SCREENS = {
    "cashier": "收银 Cashier",
    "kitchen": "今日菜单 Kitchen",
    "desk": "虚拟卡台 Card desk",
    "paper": "小票 Paper",
    "prices": "定价方案 Prices",
    "members": "会员 Members",
    "imports": "导入居民名单 Import residents",
    "cash": "现金 Cash",
    "door": "登录 Sign on",
    "staff": "员工与设备 Staff and devices",
    "approvals": "待确认 Approvals",
}
# `img-src data:` for the icons in the styles; everything else comes from this server.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@blueprint.get("/")
@open_to(PUBLIC)
def home() -> str:
    """Show the way to every screen."""
    here, known = canteen(), asker()
    with here.database.read() as connection:
        tills = all_tills(connection)
    site = tills[0].site.name_zh if tills else "食堂"
    may = permissions_of(known.session.roles) if known.session else frozenset[str]()
    own_till = known.device.place.till_code if known.device else None
    return render_template(
        "home.html",
        site=site,
        tills=[till for till in tills if till.code == own_till or "reports" in may],
        staff=known.session and f"{known.session.staff_code} {known.session.staff_name}",
        is_enrolled=known.device is not None,
        may=may,
        is_demo=here.settings.is_demo,
    )


@blueprint.get("/till/<code>")
@needs("reports", or_device=True)
def cashier_page(code: str) -> str:
    """Show the cashier's screen of a till."""
    with canteen().database.read() as connection:
        till = require_till(connection, code)
    return _screen("cashier", till=till.code)


@blueprint.get("/kitchen")
@needs("menu_read")
def kitchen_page() -> str:
    """Show the kitchen's tablet."""
    return _screen("kitchen")


@blueprint.get("/desk")
@open_to(PUBLIC)
def desk_page() -> str:
    """Show the virtual card desk (demo only)."""
    if not canteen().settings.is_demo:
        abort(404)
    return _screen("desk")


@blueprint.get("/approvals")
@needs("approve")
def approvals_page() -> str:
    """Show what waits for a second person, on their phone or at their desk."""
    return _screen("approvals")


@blueprint.get("/paper")
@needs("paper")
def paper_page() -> str:
    """Show the papers and the printers."""
    return _screen("paper")


@blueprint.get("/prices")
@needs("prices_read")
def prices_page() -> str:
    """Show the manager's prices."""
    return _screen("prices")


@blueprint.get("/members")
@needs("members_read")
def members_page() -> str:
    """Show the counter where members are found and join."""
    return _screen("members")


@blueprint.get("/members/import")
@needs("lists_import")
def imports_page() -> str:
    """Show where lists of residents are handed in."""
    return _screen("imports")


@blueprint.get("/cash")
@needs("reports")
def cash_page() -> str:
    """Show the manager where the cash is, and the Z-reports."""
    return _screen("cash")


@blueprint.get("/sign-on")
@open_to(PUBLIC)
def sign_on_page() -> str:
    """Show where a person says who they are."""
    return _screen("door")


@blueprint.get("/enrol")
@open_to(PUBLIC)
def enrol_page() -> str:
    """Show where a browser becomes a device of ours; in the demo by one tap for each till."""
    here = canteen()
    with here.database.read() as connection:
        tills = all_tills(connection) if here.settings.is_demo else ()
    return _screen("door", tills=" ".join(till.code for till in tills))


@blueprint.get("/staff")
@needs("staff_read")
def staff_page() -> str:
    """Show the people who work here, their devices, and who is signed on where."""
    return _screen("staff")


@blueprint.get("/docs")
@open_to(PUBLIC)
def docs_page() -> str:
    """Show the JSON API to people."""
    return render_template("docs.html", spec=api_document(current_app))


@blueprint.get("/static/screens/<path:name>")
@open_to(PUBLIC)
def built(name: str) -> Response:
    """Send a built file; its name has the hash of its contents, so a browser may keep it for ever."""
    return send_from_directory(BUILT, name, max_age=KEPT_S)


@blueprint.after_app_request
def add_headers(response: Response) -> Response:
    """Tell the browser what it may run, and to guess nothing."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _screen(name: str, till: str | None = None, tills: str = "") -> str:
    return render_template(
        "screen.html",
        title=SCREENS[name],
        till=till,
        tills=tills,
        scripts=[script_of(name)],
        styles=styles_of(name),
    )
