"""The manager's page of today: takings, diners, by tender, tier and vendor, from the ledger."""

from flask import render_template

from inventory.menu import all_vendors
from pos.clock import now
from pos.pricebook.pricebook import scheme_in_force
from pos.receipts.sale_receipt import yuan
from pos.reports.today import Sum, Today, sales_of
from pos.shifts.shifts import all_tills
from pos.web.audit import audit_json
from pos.web.built import script_of
from pos.web.canteen import canteen
from pos.web.needs import needs
from pos.web.strictness import Blueprint
from pos.web.who import acting_staff
from pos.web.wire import Json, text

blueprint = Blueprint("today", __name__, description="Today's sales")

TENDERS = {
    "wallet": text("汇享福卡", "Card"),
    "drawer": text("现金", "Cash"),
    "external:wechat": text("微信", "WeChat"),
    "external:alipay": text("支付宝", "Alipay"),
    "external:bank": text("银行卡", "Bank card"),
    "voucher": text("餐券", "Vouchers"),
}
RETURNS = {"refund": text("退款", "Refunds"), "void": text("撤单", "Voids")}
OVER_SHORT = {"over": text("长款", "Over"), "short": text("短款", "Short")}
GUEST = text("散客（无卡）", "Guests without card")


@blueprint.get("/api/today")
@needs("reports", is_polled=True)
def show_today() -> Json:
    """Show the sales of the present business date."""
    return _today_json()


@blueprint.get("/today")
@needs("reports", is_polled=True)
@blueprint.doc(responses={200: {"description": "A page for people"}})
def today_page() -> str:
    """Show the same as a page that renews itself."""
    return render_template(
        "today.html",
        today=_today_json(),
        yuan=yuan,
        script=script_of("today"),
        may_check=acting_staff().may("audit"),
    )


def _today_json() -> Json:
    at = now()
    with canteen().database.read() as connection:
        till = all_tills(connection)[0]
        business_date = till.local_day(at)
        sales = sales_of(connection, business_date)
        vendors = {vendor.code: text(vendor.name_zh, vendor.name_en) for vendor in all_vendors(connection)}
        scheme = scheme_in_force(connection, till.site.scheme_code, business_date)
        trust = audit_json(connection)
    tiers = {each.tier.code: text(each.tier.name.zh, each.tier.name.en) for each in scheme.tiers}
    return {
        "site": text(till.site.name_zh, till.site.name_en),
        "scheme": text(scheme.name.zh, scheme.name.en),
        **_totals(sales),
        "tenders": [_sum_json(row, TENDERS) for row in sales.tenders],
        "tiers": [_sum_json(row, tiers | {"": GUEST}) for row in sales.tiers],
        "vendors": [_sum_json(row, vendors) for row in sales.vendors],
        "returned": [_sum_json(row, RETURNS) for row in sales.returned],
        "over_short": [_sum_json(row, OVER_SHORT) for row in sales.over_short],
        "audit": trust,
        "latest": [{"number": row.code, "total_fen": row.amount_fen} for row in sales.latest],
    }


def _totals(sales: Today) -> Json:
    return {
        "business_date": sales.business_date.isoformat(),
        "diners": sales.diners,
        "list_fen": sales.list_fen,
        "discount_fen": sales.discount_fen,
        "subsidy_fen": sales.subsidy_fen,
        "takings_fen": sales.takings_fen,
        "rounding_fen": sales.rounding_fen,
        "average_fen": sales.average_fen,
    }


def _sum_json(row: Sum, names: dict[str, Json]) -> Json:
    # A tier of an earlier scheme keeps its code where its name is gone.
    name = names.get(row.code, text(row.code, row.code))
    return {"code": row.code, "name": name, "count": row.count, "amount_fen": row.amount_fen}
