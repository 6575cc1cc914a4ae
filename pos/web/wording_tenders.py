"""What people read when a tender is refused: the part of the words that is about ways to pay.

Rule: as in `pos/web/wording`, of which this is a part.
"""

from http import HTTPStatus

from pricing import Text

TENDER_WORDING: dict[str, tuple[HTTPStatus, Text]] = {
    "unknown_payment": (HTTPStatus.NOT_FOUND, Text("没有这笔付款", "There is no such payment")),
    "no_such_provider": (
        HTTPStatus.CONFLICT,
        Text("本店没有接这种收款方式", "Nobody here takes such payments"),
    ),
    "payments_pending": (
        HTTPStatus.CONFLICT,
        Text(
            "还有未决的支付，请先处理未决支付",
            "A payment is still open; please settle the open payments first",
        ),
    ),
    "rounded_sale": (
        HTTPStatus.CONFLICT,
        Text(
            "这单抹过零，不能在收银台退，请找店长",
            "The cash of this order was rounded: a manager has to see to it",
        ),
    ),
    "payment_not_confirmed": (
        HTTPStatus.CONFLICT,
        Text("这笔付款未确认或已用过，请查看未决支付", "That payment is not confirmed, or was used already"),
    ),
    "payment_decided": (
        HTTPStatus.CONFLICT,
        Text("这笔付款已有结果，请刷新查看", "What became of that payment is decided already"),
    ),
    "slip_used": (
        HTTPStatus.CONFLICT,
        Text("这个凭证号今天已经用过，请核对小票", "That slip was used today; please check its number"),
    ),
    "wrong_slip": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("凭证号为 4 至 32 位字母或数字", "A slip's number has 4 to 32 letters and digits"),
    ),
    "unknown_voucher": (
        HTTPStatus.NOT_FOUND,
        Text("没有这张餐券，或本店不收", "No such voucher, or it does not pay here"),
    ),
    "voucher_used": (
        HTTPStatus.CONFLICT,
        Text("这张餐券已用过或已作废", "That voucher was used or cancelled already"),
    ),
    "voucher_not_valid": (
        HTTPStatus.CONFLICT,
        Text("这张餐券不在有效期内", "That voucher is not valid today"),
    ),
    "voucher_too_large": (
        HTTPStatus.CONFLICT,
        Text("餐券面值大于应付，且不可找零", "The voucher is worth more than is left, and gives no change"),
    ),
    "unknown_series": (HTTPStatus.NOT_FOUND, Text("没有这批餐券", "There is no such series of vouchers")),
    "tenders_do_not_add_up": (
        HTTPStatus.CONFLICT,
        Text(
            "各付款方式之和与应付不符，请重选", "The tenders do not add up to the total; please choose again"
        ),
    ),
}
