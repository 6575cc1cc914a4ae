"""The published meal policies, as beginnings of drafts.

Rule: they come with the product and are nobody's prices until a manager makes a draft of one.
"""

from werkzeug.exceptions import NotFound

from pos.web.needs import needs
from pos.web.prices_wire import review_json
from pos.web.scheme_drafts import scheme_json
from pos.web.strictness import Blueprint
from pos.web.wire import Json, said
from pricing import parse_scheme
from pricing.published import published_policies

blueprint = Blueprint(
    "policies", __name__, url_prefix="/api/prices/policies", description="Published meal policies"
)


@blueprint.get("")
@needs("prices_read")
def show_policies() -> Json:
    """Show all published policies by name."""
    return {"policies": [{"code": one.code, "name": said(one.name)} for one in published_policies()]}


@blueprint.get("/<code>")
@needs("prices_read")
def show_policy(code: str) -> Json:
    """Show one policy: as the table of a form, and in sentences with its weak places."""
    policy = next((one for one in published_policies() if one.code == code), None)
    if policy is None:
        raise NotFound
    scheme = parse_scheme(policy.text, source=policy.code)
    return {
        "code": policy.code,
        "name": said(policy.name),
        "scheme": scheme_json(scheme),
        **review_json(scheme, {}),
    }
