"""Lists of invented residents: their ID numbers are right by form and nobody's (310198 is no region)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADINGS = ("姓名", "身份证号", "手机", "居住街道", "户籍", "类别", "证明有效期")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGION = "310198"
OLDEST = date(1930, 1, 1)
BIRTHDAYS = 25_000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "国华建明丽芳秀英桂兰玉珍德伟志强文军美娟红梅春花福生荣根宝林月琴惠敏"


def id_number(birth_date: date, sequence: int) -> str:
    """Return an ID number with the right check character."""
    digits = f"{REGION}{birth_date:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def resident(number: int) -> tuple[str, ...]:
    """Return the cells of the resident of a number under `HEADINGS`; of 25 million none is another."""
    born = OLDEST + timedelta(days=number % BIRTHDAYS)
    name = (
        SURNAMES[number % len(SURNAMES)] + GIVEN[number // 7 % len(GIVEN)] + GIVEN[number // 311 % len(GIVEN)]
    )
    return (
        name,
        id_number(born, 1 + number // BIRTHDAYS),
        f"199{number:08d}",
        "天平街道" if number % 3 else "徐汇区",
        "上海市",
        "低保" if number % 20 == 0 else "",
        "2030-12-31" if number % 20 == 0 else "",
    )


def residents(count: int, start: int = 0) -> Iterable[tuple[str, ...]]:
    """Return so many residents, from a number on."""
    return (resident(number) for number in range(start, start + count))


def csv_bytes(
    rows: Iterable[Sequence[object]],
    headings: Sequence[str] = HEADINGS,
    *,
    coding: str = "utf-8",
    delimiter: str = ",",
) -> bytes:
    """Return a list as text in a coding."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows(rows)
    return written.getvalue().encode(coding)


def write_workbook(path: Path, rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write a list as an Excel workbook."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("居民")
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path
