"""What is wrong with a draft, as a manager reads it: a stable code, and words in both languages.

Rule: `pricing` refuses in English, for whoever writes TOML; here each of its sentences becomes words for a
form. A sentence that is not in the list is shown as it is (a test holds the list against the language).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pricing import Text
from pricing.language.spellings import show
from pricing.money import format_fold, format_percent, format_yuan

Words = Callable[[re.Match[str], str], Text]


class Problem(NamedTuple):
    """Why a field is refused: a stable code and the words."""

    code: str
    words: Text


def problem_of(field: str, sentence: str) -> Problem:
    """Return the problem that a sentence of `pricing` means at a field."""
    for code, pattern, words in _PROBLEMS:
        found = pattern.match(sentence)
        if found is not None:
            return Problem(code, words(found, field))
    return Problem("not_valid", Text(zh=f"此处有误：{sentence}", en=f"Not valid: it {sentence}"))


def _said(zh: str, en: str) -> Words:
    return lambda found, _: Text(zh=zh.format(*found.groups()), en=en.format(*found.groups()))


def _whole(found: re.Match[str], field: str) -> Text:
    """Say bounds in the unit in which a form shows them."""
    low, high = int(found[1]), int(found[2])
    if field.endswith("_fen") or ".prices." in field:
        yuan = f"{format_yuan(low)} ~ {format_yuan(high)}"
        return Text(zh=f"须为 {yuan} 元", en=f"An amount from {yuan} yuan")
    if field.endswith("_bp"):
        return Text(
            zh=f"须为 {format_fold(low)} ~ {format_fold(high)} 折",
            en=f"Pays {format_percent(low)} % to {format_percent(high)} %",
        )
    return Text(zh=f"须为 {low} ~ {high} 的整数", en=f"A whole number from {low} to {high}")


def _missing(_: re.Match[str], field: str) -> Text:
    last = show(field.rsplit(".", 1)[-1]).strip("'")
    return Text(zh=f"此项必填（{last}）", en=f"Missing ({last})")


_PROBLEMS: tuple[tuple[str, re.Pattern[str], Words], ...] = tuple(
    (code, re.compile(pattern, re.DOTALL), words)
    for code, pattern, words in (
        ("out_of_bounds", r"must be a whole number from (\d+) to (\d+)", _whole),
        ("missing", r"is missing$", _missing),
        (
            "overlap",
            r"someone could also be meant by terms\[(\d+)\]",
            lambda found, _: Text(
                zh=f"与第{int(found[1]) + 1}行重叠：同一个人会同时符合两行",
                en=f"Overlaps row {int(found[1]) + 1}: one person could fit both",
            ),
        ),
        (
            "tiers_overlap",
            r"someone could also be in the tier (\S+)",
            _said(
                "与优惠档 {0} 重叠：同一个人会属于两档", "Overlaps the tier {0}: one person could be in both"
            ),
        ),
        (
            "age_backwards",
            r"must not be below min_age, which is (\d+)",
            _said("不能小于起始年龄 {0}", "Not below {0}"),
        ),
        ("order", r"must lie after \S+, which is (\S+)", _said("须晚于 {0}", "Has to lie after {0}")),
        ("used_twice", r"is used twice: (\S+)", _said("编号 {0} 已被使用", "The code {0} is used already")),
        (
            "not_declared",
            r"names (\S+), which the scheme does not declare",
            _said("方案里没有 {0}", "The scheme has no {0}"),
        ),
        (
            "left_out_and_included",
            r"leaves out (\S+), which is included as well",
            _said("{0} 不能既包含又排除", "{0} cannot be both in and out"),
        ),
        (
            "counter_is_taken",
            r"must not end in (\S+), which names the meals of a rule's day",
            _said("计数名不能以 {0} 结尾", "A counter's name cannot end in {0}"),
        ),
        (
            "no_terms",
            r"is empty: the rule would give nothing to anybody",
            _said("至少要有一行优惠", "At least one row is needed"),
        ),
        (
            "no_who",
            r"is empty: nobody would be served",
            _said("至少要有一类顾客", "Somebody has to be served"),
        ),
        (
            "no_parts",
            r"is empty: nothing would belong",
            _said("套餐至少要有一部分", "A set meal needs a part"),
        ),
        (
            "no_prices",
            r"is empty: no dish would have",
            _said("至少要有一道菜的价格", "One dish needs a price"),
        ),
        ("empty", r"is empty", _said("不能为空", "Must not be empty")),
        (
            "parts_overlap",
            r"could fit an item of parts\[\d+\] too",
            _said("套餐各部分的菜品须不同", "The parts of a set meal have to be different dishes"),
        ),
        (
            "other_layer",
            r"must be (\d+), as in (\S+) of the same group",
            _said("与 {1} 同组，计算层须为 {0}", "Has to be {0}, as {1} of the same group is"),
        ),
        (
            "other_kind",
            r"cannot be (\S+): (\S+)",
            _said("与 {1} 同组，类型须相同", "Has to be of the kind of {1}, which is of the same group"),
        ),
        (
            "operator_amount",
            r"must be amount: a rule of kind operator",
            _said("运营补贴只能是固定金额", "An operating subsidy is a fixed amount"),
        ),
        (
            "twice_capped",
            r"is bounded a second time per",
            _said("同一周期已有上限", "That period has a limit already"),
        ),
        (
            "not_counted",
            r"is not counted here",
            _said("供餐限制只能按份数", "Only portions can be limited here"),
        ),
        ("bill_is_of_a_site", r"says nothing of a bill", _said("单笔上限不分店", "A bill is of one site")),
        ("age_on_alone", r"says nothing without min_age", _said("须先填年龄", "Needs an age")),
        ("circle", r"leads in a circle from (\S+):", _said("地区 {0} 互相包含", "{0} lies within itself")),
        (
            "rest_and_working",
            r"names (\S+), which is among rest_dates",
            _said("{0} 不能既休息又上班", "{0} cannot be both"),
        ),
        ("named_twice", r"names something twice", _said("有重复", "Something is named twice")),
        ("words", r"must be 1 to 80 characters", _said("须为 1 ~ 80 个字", "1 to 80 characters")),
        ("control_characters", r"must not contain control", _said("不能含控制字符", "No control characters")),
        ("no_day", r"must be a day as", _said("须为日期，如 2026-12-01", "A day, such as 2026-12-01")),
        ("no_time", r"must be a time of day", _said("须为时间，如 11:30", "A time, such as 11:30")),
        (
            "no_code",
            r"must (be a code of|name dishes by code)",
            lambda _, __: Text(
                zh="编号只能用字母、数字和 _ . -", en="A code of Latin letters, digits, _ . or -"
            ),
        ),
        ("no_choice", r"must be one of (.+), not ", _said("须为其中之一：{0}", "One of {0}")),
        ("one_of", r"must state one of (.+)$", _said("须填其中一项：{0}", "One of {0} is needed")),
        ("only_one", r"cannot stand beside", _said("两项只能填一项", "Only one of the two can be given")),
        ("unknown_key", r"is not known here", _said("不认识此项", "Not known here")),
        (
            "wrong_type",
            r"must be (a table|a list|true)",
            lambda _, __: Text(zh="格式不对", en="Of the wrong type"),
        ),
        ("no_toml", r"is no TOML", _said("方案无法读取", "The scheme cannot be read")),
    )
)
