"""Loading the demo canteen into a database.

Rule: loaded again it changes nothing but the day: today's menus and an open shift on each till.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from cardreader.key_ring import KeyRing
from cardreader.profiles.catalogue import CPU_SM4, profile_of, profile_of_serial
from cardreader.profiles.profile import Profile, Trust
from cardreader.virtual.desk_cards import FAULTS, CardKind, DeskCard, write_cards
from cardreader.virtual.making import counterfeit_of, holds_of, transport_of
from inventory.kitchen import put_on_menu
from inventory.menu import library, menu_of
from inventory.pinyin import search_keys
from inventory.tables import categories, dishes, meal_periods, vendors
from pos.cards.life import NewCard, issue_card
from pos.cards.tables import cards
from pos.cash.closing import Close, close_shift
from pos.demo.menu import MEALS, demo_menu
from pos.demo.people import STAFF_CARD, STAFF_CARD_NUMBER, STAFF_CARD_OWNER, load_people
from pos.ledger.accounts import open_account
from pos.ledger.posting import is_posted
from pos.members.acts import Act
from pos.members.joining import Newcomer, join
from pos.members.proofs import prove_class
from pos.members.tables import members
from pos.pricebook.pricebook import load_scheme, schedule_scheme, versions
from pos.receipts.routing import printer_of
from pos.shifts.shifts import Shift, Till, all_tills, open_shift, require_till
from pos.shifts.tables import sites, tills
from pos.vault import Vault
from pos.wallets.acts import desk_of
from pos.wallets.top_ups import top_up

FOLDER = Path(__file__).parent
SITE = "xinli137"
AREA = "tianping"
FLOAT_FEN = 500_00
EFFECTIVE_FROM = date(2026, 1, 1)
VENDORS = (
    ("canteen", "食堂自营", "Canteen"),
    ("nonna", "Nonna面包", "Nonna bakery"),
    ("qiaojiashan", "乔家栅", "Qiaojiashan"),
)
CATEGORIES = (
    ("main", "大荤", "Meat & fish"),
    ("half", "小荤", "Half meat"),
    ("vegetable", "素菜", "Vegetables"),
    ("soup", "汤羹", "Soups"),
    ("cold", "冷菜", "Cold dishes"),
    ("staple", "主食", "Rice & noodles"),
    ("set", "套餐", "Set meals"),
    ("breakfast", "早点", "Breakfast"),
    ("dimsum", "点心", "Dim sum"),
    ("bread", "面包", "Bread"),
    ("pastry", "糕团", "Pastry"),
)
# Hours of the sister canteens; those of 新里137 are not published.
MEAL_PERIODS = (
    ("breakfast", "早餐", "Breakfast", 6 * 60 + 30, 9 * 60),
    ("lunch", "午餐", "Lunch", 10 * 60 + 30, 13 * 60 + 30),
    ("dinner", "晚餐", "Dinner", 16 * 60 + 30, 19 * 60 + 30),
)
# The members' CPU cards that reckon with SM4.
SM4_CARDS = frozenset({"C0DE013700000041"})
BLANKS = 2
TILLS = (("T1", "1号收银台", "Till 1", "S001 周敏"), ("T2", "2号收银台", "Till 2", "S002 李强"))


def load_demo(connection: Connection, vault: Vault, at: datetime) -> None:
    """Load the demo canteen, or bring the one that is loaded to today."""
    _load_library(connection)
    load_site(connection)
    load_people(connection, SITE, at)
    load_scheme(
        connection,
        (FOLDER / "scheme.toml").read_text(encoding="utf-8"),
        effective_from=EFFECTIVE_FROM,
        at=at,
    )
    first = all_tills(connection)[0]
    _schedule_next(connection, first.local_day(at), at)
    _load_members(connection, vault, first.local_day(at), at)
    for till, (_, _, _, cashier) in zip(all_tills(connection), TILLS, strict=True):
        _open_today(connection, till, cashier, at)
    _publish_today(connection, first.local_day(at), at)


def load_site(connection: Connection) -> None:
    """Open the demo's site with its tills, its safe and its drawers, unless it is there."""
    if connection.execute(select(sites.c.code)).first() is not None:
        # A demo that was loaded before sites had areas.
        bare = (sites.c.code == SITE) & (sites.c.area == "")
        connection.execute(update(sites).where(bare).values(area=AREA))
        return
    connection.execute(
        insert(sites).values(
            code=SITE,
            name_zh="新里137社区食堂",
            name_en="Xinli 137 Community Canteen",
            phone="021-5555 0137",
            time_zone="Asia/Shanghai",
            scheme_code="demo",
            area=AREA,
        )
    )
    open_account(connection, "safe", SITE)
    for code, name_zh, name_en, _ in TILLS:
        connection.execute(
            insert(tills).values(
                code=code,
                site_code=SITE,
                name_zh=name_zh,
                name_en=name_en,
                drawer_account_id=open_account(connection, "drawer", code),
            )
        )


def write_virtual_cards(connection: Connection, path: Path, keys: KeyRing) -> None:
    """Write the cards that the virtual desk holds: each member's, and a few that are not what they seem.

    The file holds secrets of cards: it is for demo and tests only, and readable by its owner only.
    """
    # The demo's own only: a blank that was made a member's card lies on the desk already.
    issued = set(connection.execute(select(cards.c.serial)).scalars())
    rows = [row for row in _rows("members.csv") if row["card_serial"] in issued]
    members_cards = [_genuine(row["card_serial"], row["card_number"], keys) for row in rows]
    write_cards(path, [*members_cards, *_odd_cards(members_cards, keys)])


def _genuine(serial: str, number: str, keys: KeyRing) -> DeskCard:
    profile = _profile(serial)
    holds = holds_of(profile.code, keys, serial, number)
    return DeskCard(number, profile, serial, number, CardKind.GENUINE, holds)


def _profile(serial: str) -> Profile:
    return CPU_SM4 if serial in SM4_CARDS else profile_of_serial(serial)


def _odd_cards(genuine: list[DeskCard], keys: KeyRing) -> Iterator[DeskCard]:
    """Give the cards that play tricks: false ones, copies, broken ones, a stranger's, and blanks."""
    first, *others = genuine
    weak = next((card for card in genuine if card.profile.trust is Trust.WEAK), first)
    for card in (first, weak):
        holds = counterfeit_of(card.profile.code, card.holds)
        kind = CardKind.COUNTERFEIT
        yield replace(card, code=f"{card.code}-counterfeit", kind=kind, holds=holds)
    yield replace(first, code=f"{first.code}-cloned", kind=CardKind.CLONED)
    for fault, card in zip(FAULTS, others, strict=False):
        yield replace(card, code=f"{card.code}-{fault}", fault=fault)
    stranger = _genuine("C0DE0137FFFFFFFF", "9137000099990000", keys)
    yield replace(stranger, code=f"{stranger.code}-unknown", kind=CardKind.UNKNOWN)
    staffs = _genuine(STAFF_CARD, STAFF_CARD_NUMBER, keys)
    yield replace(staffs, code=f"staff-{STAFF_CARD_OWNER}", kind=CardKind.STAFF)
    for place in range(BLANKS):
        serial = f"C0DE0137B1A4{place:04X}"
        holds = transport_of(keys, serial)
        yield DeskCard(f"blank-{place + 1}", profile_of("cpu-aes"), serial, "", CardKind.BLANK, holds)
    yield DeskCard("blank-m1", profile_of("mifare-classic"), "M1-1370B1A4", "", CardKind.BLANK, ())


def _load_library(connection: Connection) -> None:
    if connection.execute(select(vendors.c.code)).first() is not None:
        return
    names = ("code", "name_zh", "name_en")
    connection.execute(insert(vendors), [dict(zip(names, vendor, strict=True)) for vendor in VENDORS])
    connection.execute(
        insert(categories),
        [dict(zip(names, row, strict=True), position=place) for place, row in enumerate(CATEGORIES)],
    )
    hours = ("code", "name_zh", "name_en", "starts_minute", "ends_minute")
    connection.execute(insert(meal_periods), [dict(zip(hours, row, strict=True)) for row in MEAL_PERIODS])
    for code, _, _ in VENDORS:
        open_account(connection, "revenue", code)
    connection.execute(
        insert(dishes),
        [
            {
                "code": row["code"],
                "name_zh": row["name_zh"],
                "name_en": row["name_en"],
                "category_code": row["category"],
                "vendor_code": row["vendor"],
                "unit": row["unit"],
                "list_price_fen": int(row["list_price_fen"]),
                "pinyin": search_keys(row["name_zh"]),
                "position": place,
            }
            for place, row in enumerate(_rows("dishes.csv"))
        ],
    )


def _schedule_next(connection: Connection, today: date, at: datetime) -> None:
    """Schedule the second version for the first of next month, so that there is one to look at."""
    if len(versions(connection, "demo")) > 1:
        return
    first_of_next = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    toml = (FOLDER / "scheme_next.toml").read_text(encoding="utf-8")
    schedule_scheme(connection, toml, effective_from=first_of_next, today=today, at=at)


def _load_members(connection: Connection, vault: Vault, today: date, at: datetime) -> None:
    office = desk_of(all_tills(connection)[0], at, is_office=True)
    for row in _rows("members.csv"):
        top_up_id = f"demo:{row['code']}:top-up"
        if is_posted(connection, top_up_id):
            _house(connection, row)
            continue
        member = join(connection, vault, _newcomer(row), today=today, at=at)
        for class_code in row["classes"].split():
            prove_class(
                connection,
                member.id,
                class_code,
                proof_type="certificate",
                valid_from=today,
                valid_until=date(today.year + 1, 12, 31),
                at=at,
            )
        serial = row["card_serial"]
        card = NewCard(serial, row["card_number"], _profile(serial).code)
        issue_card(connection, Act(f"demo:{row['code']}:card", "demo", at), member.id, card)
        top_up(
            connection,
            Act(top_up_id, "demo", at),
            member,
            amount_fen=int(row["top_up_fen"]),
            means="cash",
            desk=office,
        )


def _newcomer(row: dict[str, str]) -> Newcomer:
    """Return an invented person: 310199 in the identity numbers is no district."""
    return Newcomer(
        code=row["code"],
        name=row["name"],
        birth_date=date.fromisoformat(row["birth_date"]),
        id_number=row["id_number"],
        phone=row["phone"],
        residence_area=row["residence_area"],
        hukou_area=row["hukou_area"],
    )


def _house(connection: Connection, row: dict[str, str]) -> None:
    """Say where a member of an older demo lives; whoever is known to live somewhere stays there."""
    nowhere = (members.c.residence_area == "") & (members.c.hukou_area == "")
    connection.execute(
        update(members)
        .where(members.c.code == row["code"], nowhere)
        .values(residence_area=row["residence_area"], hukou_area=row["hukou_area"])
    )


def _open_today(connection: Connection, till: Till, cashier: str, at: datetime) -> None:
    if till.shift is not None and till.shift_at(at) is None:
        _close_forgotten(connection, till, till.shift, at)
        till = require_till(connection, till.code)
    if till.shift is None:
        shift_id = f"demo:{till.code}:{at.isoformat()}"
        open_shift(connection, till, id_=shift_id, cashier=cashier, float_fen=FLOAT_FEN, at=at)


def _close_forgotten(connection: Connection, till: Till, shift: Shift, at: datetime) -> None:
    """Close the shift of a day on which the demo was left alone; nobody is there to count."""
    close = Close(
        id=f"{shift.id}:close",
        shift_id=shift.id,
        count_id=None,
        left_fen=0,
        by="demo",
        at=at,
        reason="演示结班",
    )
    close_shift(connection, till, close, printer=printer_of(till.code, ()))


def _publish_today(connection: Connection, today: date, at: datetime) -> None:
    known = library(connection)
    for meal in MEALS:
        if menu_of(connection, today, meal):
            continue
        for dish, planned in demo_menu(known, meal, today):
            put_on_menu(
                connection, dish.code, menu_date=today, period_code=meal, planned_portions=planned, at=at
            )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
