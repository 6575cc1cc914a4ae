"""Which column of a list holds what, in whatever words its maker headed them?

Rule: a heading is known by its letters alone (no spaces, stars or brackets); an unknown one is told and
ignored.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos.imports.faults import ListRefused

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "会员姓名", "居民姓名", "老人姓名", "name", "fullname", "membername"),
    "id_number": (
        "身份证号", "身份证号码", "身份证", "证件号", "证件号码", "公民身份号码", "公民身份证号码",
        "居民身份证号", "居民身份证号码", "idnumber", "idno", "idcard", "idcardnumber", "idcardno",
    ),
    "birth_date": (
        "出生日期", "出生年月日", "出生年月", "生日", "birthdate", "dateofbirth", "birthday", "dob", "born",
    ),
    "phone": (
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "移动电话", "phone",
        "phonenumber", "mobile", "mobilephone", "telephone",
    ),
    "residence": (
        "居住街道", "居住地", "居住地街道", "现住街道", "现居住街道", "所属街道", "街道", "街镇", "居住街镇",
        "residence", "residencearea", "subdistrict", "street",
    ),
    "hukou": (
        "户籍", "户籍地", "户籍街道", "户籍所在地", "户籍地街道", "户口", "户口所在地", "hukou", "hukouarea",
        "householdregistration",
    ),
    "classes": (
        "类别", "人员类别", "身份类别", "人群", "人群类别", "人员类型", "对象类别", "class", "classes",
        "category", "categories",
    ),
    "valid_until": (
        "证明有效期", "证明有效期至", "有效期", "有效期至", "有效期止", "证明到期日", "到期日", "validuntil",
        "expires", "expiry", "expirydate",
    ),
}  # fmt: skip
_KNOWN = {spelling: column for column, spellings in SPELLINGS.items() for spelling in spellings}

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
# A heading's name; what a heading says beside it goes back to people as it stands.
LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands (from 0), and the headings that mean nothing to us."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]


def column_of(heading: str) -> str | None:
    """Return the column that a heading names, or None."""
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", heading)).casefold()
    return _KNOWN.get("".join(one for one in plain if one.isalnum()))


def heads_a_list(cells: Sequence[str]) -> bool:
    """Tell whether a row means to head a list: one of its cells heads the names."""
    return any(column_of(cell) == "name" for cell in cells)


def read_headings(cells: Sequence[str]) -> Columns:
    """Return what stands where under a row of headings.

    :raises ListRefused: `column_twice` where two headings mean the same, `columns_missing` where a person's
        name, or both the ID number and the birth date, have no column.
    """
    places: dict[str, int] = {}
    ignored = []
    for place, heading in enumerate(cells):
        column = column_of(heading)
        if column is None:
            ignored += [heading[:LONGEST_HEADING]] if heading else []
        elif column in places:
            raise ListRefused("column_twice", column=column, headings=[cells[places[column]], heading])
        else:
            places[column] = place
    missing = [column for column in ("name",) if column not in places]
    if not {"id_number", "birth_date"} & places.keys():
        missing += ["id_number", "birth_date"]
    if missing:
        raise ListRefused("columns_missing", columns=missing)
    return Columns(places, tuple(ignored))
