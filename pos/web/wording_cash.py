"""What people read when something is refused about shifts, cash and top-ups; a part of `wording`."""

from http import HTTPStatus

from pricing import Text

CASH_WORDING: dict[str, tuple[HTTPStatus, Text]] = {
    "shift_forgotten": (
        HTTPStatus.CONFLICT,
        Text(
            "之前的班没有交，请店长清点后结班",
            "An earlier shift was never closed: have its drawer counted first",
        ),
    ),
    "count_missing": (HTTPStatus.CONFLICT, Text("请先清点钱箱", "Count the drawer first")),
    "count_outdated": (
        HTTPStatus.CONFLICT,
        Text("清点后又有收付，请重新清点", "Cash has moved since the count: count again"),
    ),
    "more_left_than_counted": (
        HTTPStatus.CONFLICT,
        Text("留存不能多于清点的现金", "No more can stay in the drawer than was counted"),
    ),
    "unknown_reason": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("请选择原因", "Choose one of the reasons")),
    "note_missing": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("请写明说明或凭证号", "Say why in words, or give the reference"),
    ),
    "unknown_report": (HTTPStatus.NOT_FOUND, Text("没有这份报表", "There is no such report")),
    "drawer_too_low": (HTTPStatus.CONFLICT, Text("钱箱现金不够", "There is not enough cash in the drawer")),
    "shift_closed": (HTTPStatus.CONFLICT, Text("尚未开班，不能收银", "No shift is open on this till")),
    "shift_open": (HTTPStatus.CONFLICT, Text("本收银台已有人当班", "Somebody is working on this till")),
    "top_up_undone": (HTTPStatus.CONFLICT, Text("这笔充值已撤销过", "This top-up was undone before")),
    "top_up_spent": (
        HTTPStatus.CONFLICT,
        Text("这笔充值已用掉一部分，不能撤销", "A part of this top-up has been spent"),
    ),
    "unknown_top_up": (HTTPStatus.NOT_FOUND, Text("没有这笔充值", "There is no such top-up")),
    "unknown_means": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("没有这种收款方式", "There is no such means")),
}
