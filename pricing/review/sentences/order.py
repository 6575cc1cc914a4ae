"""In which order do the rules of a scheme follow one another, and which exclude each other, in words?"""

from collections.abc import Iterator
from itertools import groupby

from pricing.engine.plan import works_on_the_bill
from pricing.review.sentences.phrases import listed, quoted, sentence
from pricing.scheme.rules import Group, Rule, RuleKind
from pricing.scheme.scheme import Scheme
from pricing.text import Text

_KIND_WORDS: dict[RuleKind, Text] = {
    "discount": Text(zh="优惠", en="discount"),
    "subsidy": Text(zh="补贴", en="subsidy"),
    "operator": Text(zh="运营补贴", en="operating subsidy"),
}


def in_order(scheme: Scheme) -> list[Rule]:
    """Return the rules as they follow one another: by layer, then as they stand in the scheme."""
    return sorted(scheme.rules, key=lambda rule: rule.layer)


def order_sentences(scheme: Scheme) -> tuple[Text, ...]:
    """Say step by step which rules reduce a price, and of which rules a diner gets one only."""
    rules = [rule for rule in in_order(scheme) if rule.kind != "operator"]
    steps = [list(step) for _, step in groupby(rules, key=lambda rule: rule.layer)]
    said = [_step(number, step) for number, step in enumerate(steps, 1)] if len(steps) > 1 else []
    return (*said, *(both for step in steps for both in _together(step)), *_groups(scheme))


def layer_sentence(rule: Rule) -> Text:
    """Say in which layer a rule stands, for itself."""
    return sentence([Text(zh=f"在第{rule.layer}层计算", en=f"worked out in layer {rule.layer}")])


def kind_sentence(rule: Rule) -> Text:
    """Say whether a rule is a discount or a subsidy, for itself."""
    return sentence([_KIND_WORDS[rule.kind]])


def membership_sentence(rule: Rule) -> Text | None:
    """Say in which group a rule stands, for itself; None where it stands alone."""
    if rule.group is None:
        return None
    zh, en = f"与组“{rule.group}”的其他规则不同享", f"excludes the other rules of the group “{rule.group}”"
    return sentence([Text(zh=zh, en=en)])


def choice_sentence(group: Group) -> Text:
    """Say how one rule of a group is chosen, for itself."""
    if group.choose == "first":
        zh, en = "按顺序取第一项能享受的", "the first that gives something is taken"
    else:
        zh, en = "取最优惠的一项", "the best for the diner is taken"
    return sentence([Text(zh=f"组“{group.code}”{zh}", en=f"in the group “{group.code}” {en}")])


def rivals(scheme: Scheme, group: str) -> list[Rule]:
    """Return the rules of a group, in their order."""
    return [rule for rule in scheme.rules if rule.group == group]


def group_sentence(scheme: Scheme, group: str) -> Text | None:
    """Say which rules exclude each other in a group, and how one is chosen; None of fewer than two rules."""
    rules = rivals(scheme, group)
    if len(rules) < 2:
        return None
    names = listed([quoted(rule.name) for rule in rules], "and")
    is_for_bill = all(works_on_the_bill(rule, scheme) for rule in rules)
    each = Text(zh="每单", en="a bill") if is_for_bill else Text(zh="每行菜", en="a line")
    is_first = any(one.code == group and one.choose == "first" for one in scheme.groups)
    if is_first:
        taken = Text(
            zh=f"{each.zh}按此顺序取第一项能享受的", en=f"{each.en} takes the first that gives something"
        )
    elif rules[0].kind == "operator":
        taken = Text(zh=f"{each.zh}只计金额最高的一项", en=f"{each.en} counts for the highest alone")
    else:
        taken = Text(zh=f"{each.zh}取最优惠的一项", en=f"{each.en} takes the best for the diner")
    return sentence(
        [Text(zh=f"{names.zh}不同享，{taken.zh}", en=f"{names.en} exclude each other: {taken.en}")]
    )


def _step(number: int, rules: list[Rule]) -> Text:
    names = listed([_with_kind(rule) for rule in rules], "and")
    if number == 1:
        base = Text(zh="按原价", en="on the list price")
    else:
        base = Text(zh="按前面减后的金额", en="on what the steps before have left")
    return sentence(
        [Text(zh=f"第{number}步{base.zh}计算{names.zh}", en=f"step {number}: {names.en}, {base.en}")]
    )


def _together(step: list[Rule]) -> Iterator[Text]:
    """Say which rules of a step do not exclude each other; of a group one is taken."""
    units: dict[str, list[Text]] = {}
    for rule in step:
        units.setdefault(f"rule {rule.code}" if rule.group is None else rule.group, []).append(
            quoted(rule.name)
        )
    if len(units) > 1:
        names = listed([listed(unit, "or") for unit in units.values()], "and")
        zh, en = f"{names.zh}可同享，互不影响", f"{names.en} can be had together and do not change each other"
        yield sentence([Text(zh=zh, en=en)])


def _with_kind(rule: Rule) -> Text:
    name, kind = quoted(rule.name), _KIND_WORDS[rule.kind]
    return Text(zh=f"{name.zh}（{kind.zh}）", en=f"{name.en} ({kind.en})")


def _groups(scheme: Scheme) -> Iterator[Text]:
    codes = dict.fromkeys(rule.group for rule in in_order(scheme) if rule.group is not None)
    for code in codes:
        said = group_sentence(scheme, code)
        if said is not None:
            yield said
