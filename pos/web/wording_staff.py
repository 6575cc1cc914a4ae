"""What people read when they are not let in, or may not; a part of `wording`."""

from http import HTTPStatus

from pricing import Text

STAFF_WORDING: dict[str, tuple[HTTPStatus, Text]] = {
    "too_many_requests": (
        HTTPStatus.TOO_MANY_REQUESTS,
        Text("操作太频繁，请稍候", "Too often: wait"),
    ),
    "sign_on_required": (HTTPStatus.UNAUTHORIZED, Text("请先登录", "Sign on first")),
    "not_permitted": (HTTPStatus.FORBIDDEN, Text("您没有这项权限", "You are not permitted to do this")),
    "device_required": (HTTPStatus.FORBIDDEN, Text("本设备尚未登记", "This device is not enrolled")),
    "other_till": (
        HTTPStatus.FORBIDDEN,
        Text("只能在该收银台自己的设备上操作", "Only at that till's own device"),
    ),
    "csrf_missing": (
        HTTPStatus.FORBIDDEN,
        Text("页面已过期，请刷新", "The page is out of date: load it again"),
    ),
    "password_must_change": (HTTPStatus.FORBIDDEN, Text("请先设置新密码", "Set a new password first")),
    "pin_refused": (
        HTTPStatus.FORBIDDEN,
        Text("PIN不对；连错五次会锁定，须请主管解锁", "Wrong PIN; after five a supervisor has to open it"),
    ),
    "device_locked": (
        HTTPStatus.FORBIDDEN,
        Text("本设备输错太多，请主管输入PIN", "Too many wrong PINs here: a supervisor's PIN opens it"),
    ),
    "weak_pin": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("PIN须为4至6位数字，且不能太简单", "A PIN has 4 to 6 digits that are hard to guess"),
    ),
    "sign_on_refused": (
        HTTPStatus.FORBIDDEN,
        Text("工号、密码或动态码不对；连错五次会锁定", "Code, password or one-time code is wrong"),
    ),
    "weak_password": (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Text("密码至少12位，不能含姓名，不能太常见", "12 characters or more, hard to guess"),
    ),
    "staff_card": (HTTPStatus.CONFLICT, Text("这是员工卡，不能付款", "A staff card: it pays nothing")),
    "no_staff_card": (
        HTTPStatus.CONFLICT,
        Text("读卡器上没有有效的员工卡", "No valid staff card is on the reader"),
    ),
    "card_too_weak": (
        HTTPStatus.CONFLICT,
        Text("这种卡可以被复制，不能作员工卡", "Such a card can be copied: it is no staff card"),
    ),
    "works_elsewhere": (
        HTTPStatus.FORBIDDEN,
        Text(
            "此人也在别的门店工作，须由该店管理员修改",
            "They work at another site, too",
        ),
    ),
    "last_administrator": (
        HTTPStatus.CONFLICT,
        Text("门店至少须有一名管理员", "A site needs an administrator"),
    ),
    "unknown_staff": (HTTPStatus.NOT_FOUND, Text("没有这位员工", "There is no such person on the staff")),
    "unknown_device": (HTTPStatus.NOT_FOUND, Text("没有这台设备", "There is no such device")),
    "unknown_session": (HTTPStatus.NOT_FOUND, Text("没有这个登录", "There is no such session")),
    "device_code_refused": (
        HTTPStatus.CONFLICT,
        Text("登记码无效或已过期", "The code is not valid, or no longer"),
    ),
}
