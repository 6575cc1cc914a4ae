"""What people read when something is refused: per code a status and the words in both languages.

Rule: codes are stable and are never used for anything else; every refusal has its words here (tested).
"""

from http import HTTPStatus

from pos.web.wording_cash import CASH_WORDING
from pos.web.wording_staff import STAFF_WORDING
from pos.web.wording_tenders import TENDER_WORDING
from pricing import Text

WORDING: dict[str, tuple[HTTPStatus, Text]] = {
    **CASH_WORDING,
    **STAFF_WORDING,
    **TENDER_WORDING,
    # The request itself
    "malformed_json": (HTTPStatus.BAD_REQUEST, Text("请求格式有误", "The request is not valid JSON")),
    "invalid_request": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("请求内容有误", "The request is not valid")),
    "request_too_large": (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Text("请求太大", "The request is too large"),
    ),
    "not_found": (HTTPStatus.NOT_FOUND, Text("没有这个地址", "There is nothing here")),
    "not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, Text("不支持这个操作", "This cannot be done here")),
    "foreign_host": (HTTPStatus.MISDIRECTED_REQUEST, Text("只接受本机访问", "Only this machine may ask")),
    "foreign_origin": (
        HTTPStatus.FORBIDDEN,
        Text("请求来自别的网页", "The request comes from a foreign page"),
    ),
    "not_json": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Text("请求须为 JSON", "The request has to be JSON")),
    "key_required": (
        HTTPStatus.BAD_REQUEST,
        Text("缺少请求编号", "A write needs a key: a UUID of version 7, as its id or as Idempotency-Key"),
    ),
    "in_flight": (
        HTTPStatus.CONFLICT,
        Text("正在处理同一个请求，请稍候", "The same request is being worked on"),
    ),
    "agent_refused": (HTTPStatus.UNAUTHORIZED, Text("终端签名无效", "The till's signature is not valid")),
    "fault": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Text("系统出错，收款前请先查单", "A fault; look the order up before taking money"),
    ),
    "out_of_reach": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        Text("数据库暂时连不上，请稍候", "The database is out of reach"),
    ),
    "too_many_screens": (HTTPStatus.SERVICE_UNAVAILABLE, Text("打开的页面太多", "Too many screens are open")),
    # Giving back
    "nothing_to_refund": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("没有选择要退的菜", "Nothing was chosen")),
    "unknown_refund": (HTTPStatus.NOT_FOUND, Text("没有这笔退款", "There is no such refund")),
    "unknown_line": (HTTPStatus.NOT_FOUND, Text("单子上没有这一行", "The order has no such line")),
    "not_that_many": (HTTPStatus.CONFLICT, Text("没有这么多份可退", "Not that many portions are left of it")),
    "refund_changed": (
        HTTPStatus.CONFLICT,
        Text("退款金额有变，请重新核对", "The refund comes to another amount now"),
    ),
    "void_too_late": (
        HTTPStatus.CONFLICT,
        Text("不是本班的单子，请按退款办理", "The sale is of another shift; refund it instead"),
    ),
    "already_refunded": (
        HTTPStatus.CONFLICT,
        Text("这一单已经退过了", "Something of this sale was given back already"),
    ),
    # A second person
    "approval_required": (
        HTTPStatus.CONFLICT,
        Text("金额较大，请值班经理确认", "A second person has to approve this"),
    ),
    "approval_of_another_act": (
        HTTPStatus.CONFLICT,
        Text("经理确认的不是这一笔，请重新申请", "What was approved is another act"),
    ),
    "approval_refused": (HTTPStatus.CONFLICT, Text("经理没有同意", "The second person refused")),
    "approval_expired": (
        HTTPStatus.CONFLICT,
        Text("确认已过期，请重新申请", "The approval is too old; ask again"),
    ),
    "approval_used": (HTTPStatus.CONFLICT, Text("这次确认已经用过", "The approval was used already")),
    "approval_decided": (HTTPStatus.CONFLICT, Text("这一笔已有人处理", "Somebody decided it already")),
    "unknown_approval": (HTTPStatus.NOT_FOUND, Text("没有这个申请", "Nothing of that kind was asked")),
    "own_approval": (HTTPStatus.FORBIDDEN, Text("不能确认自己的操作", "Nobody approves their own act")),
    "may_not_approve": (HTTPStatus.FORBIDDEN, Text("此人无权确认", "This person may not approve")),
    # Tills and shifts
    "unknown_site": (HTTPStatus.NOT_FOUND, Text("没有这个门店", "There is no such site")),
    "unknown_till": (HTTPStatus.NOT_FOUND, Text("没有这个收银台", "There is no such till")),
    "no_scheme": (HTTPStatus.CONFLICT, Text("没有生效的优惠方案", "No discount scheme is in force")),
    "unknown_category": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("方案里有未知的菜品类别", "A rule of the scheme names an unknown category"),
    ),
    "scheme_version_taken": (
        HTTPStatus.CONFLICT,
        Text("该方案版本已存在", "That version of the scheme is taken"),
    ),
    "unknown_in_scheme": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("方案里有食堂没有的档口、菜品或门店", "The scheme names what the canteen does not have"),
    ),
    "unknown_scheme_version": (
        HTTPStatus.NOT_FOUND,
        Text("没有这个方案版本", "There is no such version of the scheme"),
    ),
    "scheme_day_taken": (
        HTTPStatus.CONFLICT,
        Text("当天已有另一个版本开始生效", "Another version begins on that day"),
    ),
    "scheme_not_ahead": (
        HTTPStatus.CONFLICT,
        Text(
            "生效日期须晚于今天，已生效的版本不能改",
            "A version begins after today, and stays once it has begun",
        ),
    ),
    # The tray
    "empty_basket": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("还没有点菜", "The tray is empty")),
    "invalid_quantity": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("份数须为1到99的整数", "A quantity is a whole number from 1 to 99"),
    ),
    "unknown_dish": (HTTPStatus.NOT_FOUND, Text("没有这道菜", "There is no such dish")),
    "check_failed": (
        HTTPStatus.CONFLICT,
        Text("账目核对没有完成，请再试", "The books could not be checked; please try again"),
    ),
    "unknown_hold": (HTTPStatus.NOT_FOUND, Text("今天没有这张挂单", "No such ticket is held here today")),
    "hold_taken": (
        HTTPStatus.CONFLICT,
        Text("这张挂单已被别的收银台取走或已结束", "Another till goes on with this ticket, or it has ended"),
    ),
    "hold_of_another": (
        HTTPStatus.CONFLICT,
        Text("挂单是另一位会员的，请放他的卡", "The ticket is another member's; please use their card"),
    ),
    "not_on_menu": (HTTPStatus.CONFLICT, Text("不在当前菜单上", "Not on the menu now")),
    "sold_out": (HTTPStatus.CONFLICT, Text("已售完或份数不够", "Sold out, or not enough portions left")),
    "price_changed": (
        HTTPStatus.CONFLICT,
        Text("价格已更新，请确认后再收款", "The price has changed; please check and pay again"),
    ),
    "not_admitted": (
        HTTPStatus.CONFLICT,
        Text("按供餐规则，现在不能售给该顾客", "By the rules of access this cannot be sold to the diner now"),
    ),
    "key_reused": (
        HTTPStatus.CONFLICT,
        Text("该编号已用于另一单或另一班", "This order was sold already with other contents"),
    ),
    "unknown_order": (HTTPStatus.NOT_FOUND, Text("没有这张单", "There is no such order")),
    # Paying
    "insufficient_funds": (HTTPStatus.CONFLICT, Text("余额不足", "The balance is too low")),
    "cash_too_little": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("收款不足", "The cash is less than the total")),
    "card_required": (HTTPStatus.CONFLICT, Text("请先放卡", "A card has to lie on the reader")),
    "card_removed": (
        HTTPStatus.CONFLICT,
        Text("卡已移开，请重新放卡", "The card was taken away; please put it back"),
    ),
    "card_not_answering": (
        HTTPStatus.GATEWAY_TIMEOUT,
        Text("卡没有应答，未扣款，请拿开再放一次", "The card did not answer; nothing was charged"),
    ),
    "card_unreadable": (
        HTTPStatus.CONFLICT,
        Text("读不出这张卡，请拿开再放一次", "The card cannot be read; please take it off and put it back"),
    ),
    "card_proof_refused": (
        HTTPStatus.FORBIDDEN,
        Text("卡片验证未通过，不能付款", "The card did not prove itself and cannot pay"),
    ),
    "card_counter_went_back": (
        HTTPStatus.FORBIDDEN,
        Text("疑似复制卡，已停用，请联系管理员", "This looks like a copied card; it has been blocked"),
    ),
    "unknown_card": (HTTPStatus.NOT_FOUND, Text("不是本食堂的卡", "This card is not registered here")),
    "lost_card": (HTTPStatus.FORBIDDEN, Text("此卡已挂失", "This card was reported lost")),
    "frozen_card": (HTTPStatus.FORBIDDEN, Text("此卡已冻结", "This card is frozen")),
    "replaced_card": (HTTPStatus.FORBIDDEN, Text("此卡已补办新卡，旧卡作废", "This card was replaced")),
    "returned_card": (HTTPStatus.FORBIDDEN, Text("此卡已退，不能使用", "This card was returned")),
    "card_is_over": (HTTPStatus.CONFLICT, Text("此卡已补办或已退，不能恢复", "This card is over for good")),
    "card_blocked_otherwise": (
        HTTPStatus.CONFLICT,
        Text("此卡因其他原因停用", "This card is blocked for another reason"),
    ),
    "card_taken": (HTTPStatus.CONFLICT, Text("这张卡已有主人", "This card is somebody's already")),
    "frozen_member": (HTTPStatus.FORBIDDEN, Text("账户已冻结", "This account is frozen")),
    "closed_member": (HTTPStatus.CONFLICT, Text("账户已退卡", "This account was closed")),
    "merged_member": (
        HTTPStatus.CONFLICT,
        Text("账户已合并到另一账户", "This account was merged into another one"),
    ),
    "same_member": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("不能与自己合并", "Both are the same account")),
    "balance_cap_exceeded": (
        HTTPStatus.CONFLICT,
        Text("余额将超过法定上限", "The balance would be above the legal limit"),
    ),
    "unknown_payer": (
        HTTPStatus.NOT_FOUND,
        Text("没有登记这位代充人", "Nobody is named so to pay for this member"),
    ),
    "payer_ended": (
        HTTPStatus.CONFLICT,
        Text("这位代充人已停用", "They do not pay for this member any more"),
    ),
    "payer_named": (HTTPStatus.CONFLICT, Text("这位会员已登记为代充人", "That member is named already")),
    "own_payer": (
        HTTPStatus.CONFLICT,
        Text("本人充值无须登记代充", "Whoever pays for themselves needs no naming"),
    ),
    "payer_phone_missing": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("请填写代充人的电话", "A payer who is no member needs a telephone number"),
    ),
    "balance_changed": (
        HTTPStatus.CONFLICT,
        Text("余额已变动，请核对后再办", "The balance has changed; please look again"),
    ),
    "blocked_card": (HTTPStatus.FORBIDDEN, Text("此卡已停用", "This card is blocked")),
    "expired_card": (HTTPStatus.FORBIDDEN, Text("此卡不在有效期内", "This card is not valid today")),
    "card_pays_nothing": (
        HTTPStatus.FORBIDDEN,
        Text("此卡只能认人，不能付款", "This card only says who its owner is; it cannot pay"),
    ),
    "card_limit_reached": (
        HTTPStatus.CONFLICT,
        Text("超过此卡的付款限额", "This is above the limit of the card"),
    ),
    "no_keyboard_reader": (
        HTTPStatus.CONFLICT,
        Text("本收银台没有设置键盘式读卡器", "No keyboard reader is set up at this till"),
    ),
    "bad_card_number": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("读到的卡号格式不对，请再刷一次", "That is no card number of this reader; please try again"),
    ),
    "ambiguous_card_number": (
        HTTPStatus.CONFLICT,
        Text(
            "卡号不完整，有几张卡符合，请按姓名查找",
            "Several cards have this part of a number; search by name",
        ),
    ),
    "unknown_alarm": (HTTPStatus.NOT_FOUND, Text("没有这条警报", "There is no such alarm")),
    "reader_offline": (HTTPStatus.SERVICE_UNAVAILABLE, Text("读卡器未连接", "The card reader is offline")),
    "unknown_talk": (HTTPStatus.CONFLICT, Text("与卡的对话已结束", "The talk with the card is over")),
    "born_in_the_future": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("出生日期在将来", "The birth date lies in the future"),
    ),
    "no_class_code": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("人群代码只能用字母、数字、_ . -", "A class is named by letters, digits, _ . or -"),
    ),
    "proof_ends_before_it_begins": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("证明的到期日早于起始日", "The proof ends before it begins"),
    ),
    "proof_recorded": (
        HTTPStatus.CONFLICT,
        Text("同日起的该类证明已登记", "A proof of that class from that day is recorded already"),
    ),
    "unknown_proof": (HTTPStatus.NOT_FOUND, Text("没有可终止的证明", "There is no proof to be ended")),
    "unknown_limit": (HTTPStatus.NOT_FOUND, Text("没有这项限额", "There is no such limit")),
    "unknown_member": (HTTPStatus.NOT_FOUND, Text("没有这位会员", "There is no such member")),
    "erased_member": (HTTPStatus.GONE, Text("该会员已注销", "This member has been erased")),
    "money_left": (
        HTTPStatus.CONFLICT,
        Text("卡内还有余额，请先退款", "There is money in the wallet: pay it out first"),
    ),
    "card_in_use": (
        HTTPStatus.CONFLICT,
        Text("名下还有可用的卡，请先退卡", "A card is still in use: return it first"),
    ),
    "bad_name": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("姓名有误，请检查", "That cannot be a name")),
    "bad_phone": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("电话须为11位号码", "A telephone number has 11 digits"),
    ),
    "bad_id_number": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("身份证号有误，请逐位核对", "That is no identity number; check each digit"),
    ),
    "birth_date_missing": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("请填身份证号或出生日期", "An identity number or a birth date is needed"),
    ),
    "birth_date_differs": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("出生日期与身份证号不符", "The identity number states another birth date"),
    ),
    "duplicate_person": (
        HTTPStatus.CONFLICT,
        Text("该身份证号已开户", "A member has that identity number already"),
    ),
    "unknown_area": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("方案里没有这个地区", "No version of the scheme knows this area"),
    ),
    # The kitchen
    "unknown_period": (HTTPStatus.NOT_FOUND, Text("没有这个餐段", "There is no such meal period")),
    "dim_sum_too_dear": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("点心不得高于5元，不能上菜单", "A dim sum above 5.00 yuan cannot be put on a menu"),
    ),
    "plan_below_sold": (
        HTTPStatus.CONFLICT,
        Text("计划份数少于已售份数", "More portions than that are sold already"),
    ),
    "no_earlier_menu": (HTTPStatus.CONFLICT, Text("没有可以沿用的菜单", "There is no earlier menu to copy")),
    # Back-tests
    "unknown_backtest": (HTTPStatus.NOT_FOUND, Text("没有这次回测", "There is no such back-test")),
    "backtest_key_reused": (
        HTTPStatus.CONFLICT,
        Text("该编号已用于另一次回测", "This back-test was asked for already with other contents"),
    ),
    "scheme_refused": (HTTPStatus.UNPROCESSABLE_ENTITY, Text("方案有误", "The scheme is not valid")),
    # Lists of residents
    "list_refused": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("这个文件读不成名单", "The file cannot be read as a list of residents"),
    ),
    "unknown_list": (HTTPStatus.NOT_FOUND, Text("没有这份名单", "There is no such list")),
    "list_key_reused": (
        HTTPStatus.CONFLICT,
        Text("该编号已用于另一份名单", "That id names a list with other contents"),
    ),
    "other_contents": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("收到的文件不完整，请重新上传", "What arrived is not the file that was announced"),
    ),
    "list_not_ready": (
        HTTPStatus.CONFLICT,
        Text("这份名单尚未核对完，或已有决定", "The list was not looked at yet, or is decided already"),
    ),
    "list_has_errors": (
        HTTPStatus.CONFLICT,
        Text(
            "有错误的行：请先改正，或选择跳过这些行",
            "Rows have errors: mend them first, or leave them out",
        ),
    ),
    # The demo
    "desk_away": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        Text("虚拟卡台未启动", "The virtual card desk is not running"),
    ),
    "unknown_printer": (HTTPStatus.NOT_FOUND, Text("没有这台打印机", "There is no such printer")),
}


def wording_of(code: str) -> tuple[HTTPStatus, Text]:
    """Return the status and the words of a code.

    :raises KeyError: when the code has no words; a test finds such a code before anyone else does.
    """
    return WORDING[code]
