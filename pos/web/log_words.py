"""What people read of the audit log and of a check of the books: words for each kind.

Rule: every kind has its words here in both languages (tested); a check that is new shows its own name.
"""

from collections.abc import Mapping
from typing import Final

from pos.web.wire import Json, text

KINDS: Final[Mapping[str, Json]] = {
    "signed_on": text("登录", "Signed on"),
    "sign_on_refused": text("登录被拒", "Sign-on refused"),
    "signed_off": text("退出", "Signed off"),
    "session_ended": text("会话结束", "Session ended"),
    "locked": text("锁屏", "Locked"),
    "unlocked": text("解锁", "Unlocked"),
    "device_enrolled": text("登记设备", "Device enrolled"),
    "device_revoked": text("停用设备", "Device revoked"),
    "staff_added": text("新增员工", "Staff added"),
    "staff_changed": text("修改员工", "Staff changed"),
    "role_changed": text("调整权限", "Role changed"),
    "approval_given": text("批准", "Approved"),
    "approval_refused": text("未批准", "Approval refused"),
    "line_removed": text("删行", "Line removed"),
    "ticket_cleared": text("清空整单", "Ticket cleared"),
    "price_override": text("改价", "Price override"),
    "drawer_opened": text("开钱箱", "Drawer opened"),
    "reprint": text("补打小票", "Reprint"),
    "ticket_held": text("挂单", "Ticket held"),
    "ticket_resumed": text("取单", "Ticket resumed"),
    "hold_cancelled": text("取消挂单", "Hold cancelled"),
    "tender_resolved": text("确认外部付款", "Tender resolved"),
    "refusal": text("被系统拒绝", "Refused"),
    "reveal": text("查看个人信息", "Personal values shown"),
    "limit_changed": text("修改限额", "Limit changed"),
    "scheme_scheduled": text("排定优惠方案", "Scheme scheduled"),
    "scheme_withdrawn": text("撤回优惠方案", "Scheme withdrawn"),
    "menu_changed": text("改菜单", "Menu changed"),
    "audit_run": text("账目核对", "Books checked"),
    "backup": text("备份", "Backup"),
    "restore": text("恢复备份", "Restored"),
}
CHECKS: Final[Mapping[str, Json]] = {
    "balances": text("余额", "Balances"),
    "chains": text("账链", "Ledger chain"),
    "orders": text("订单", "Orders"),
    "uses": text("优惠次数", "Counted rules"),
    "portions": text("份数", "Portions"),
    "reports": text("日报", "Day reports"),
    "wallets": text("会员账户", "Members' accounts"),
    "refunds": text("退款", "Refunds"),
    "shifts": text("班次", "Shifts"),
    "drawers": text("钱箱", "Drawers"),
    "log": text("操作日志", "Audit log"),
    "checks": text("核对记录", "Earlier checks"),
}


def check_words(code: str) -> Json:
    """Return how a check is called."""
    return CHECKS.get(code, text(code, code))
