"""Which requests come from our own screens: the door that every request passes.

Rule: this server answers to this machine's name only, and acts only on JSON that a page of its own sent. So a
foreign page in the cashier's browser can neither read a till (DNS rebinding) nor press its buttons.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from pos.web.problems import problem

OUR_HOSTS = frozenset({"127.0.0.1", "localhost"})
# What a browser says of a request that a page of ours, or the person in front, has made.
OUR_SITES = frozenset({"same-origin", "none"})
# The only view that takes other bytes than JSON; a foreign page cannot send these either without our leave.
TAKES_FILES = frozenset({"member_lists.receive"})
FILE = "application/octet-stream"
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def register_guard(app: Flask) -> None:
    """Have the app refuse what does not come from its own screens or agents."""
    app.before_request(refuse_strangers)


def refuse_strangers() -> Response | None:
    """Refuse a request for another host, of another origin, or of another kind where something is done."""
    if _host(f"//{request.host}") not in OUR_HOSTS:
        return problem("foreign_host")
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) not in OUR_HOSTS:
        return problem("foreign_origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_page = request.method in READS and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if site not in OUR_SITES and not is_page:
        return problem("foreign_origin")
    # A form or a plain text of a foreign page needs no leave of ours; JSON does, and never gets it.
    expected = FILE if request.endpoint in TAKES_FILES else "application/json"
    if request.method not in READS and request.mimetype != expected:
        return problem("not_json")
    return None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
