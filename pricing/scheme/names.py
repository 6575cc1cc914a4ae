"""What do the usual codes of classes, channels and weekdays mean in words?

Schemes and members name them by code; a code that is not here is shown as it is.
"""

from pricing.text import Text

CLASS_NAMES = {
    "basic_eldercare": Text(zh="基本养老服务对象", en="basic old-age service"),
    "care_1_3": Text(zh="照护等级1至3级", en="care of grades 1 to 3"),
    "care_4_6": Text(zh="照护等级4至6级", en="care of grades 4 to 6"),
    "centenarian": Text(zh="百岁老人", en="centenarian"),
    "dibao": Text(zh="低保", en="minimum living allowance"),
    "dibao_edge": Text(zh="低保边缘", en="near the minimum living allowance"),
    "disability_1_2": Text(zh="一二级残疾", en="disability of grade 1 or 2"),
    "disabled": Text(zh="残疾", en="disabled"),
    "empty_nest": Text(zh="空巢", en="empty nest"),
    "in_institution": Text(zh="入住养老机构", en="living in an institution"),
    "living_alone": Text(zh="独居", en="living alone"),
    "lonely": Text(zh="孤老", en="without family"),
    "lost_only_child": Text(zh="计划生育特殊家庭", en="lost the only child"),
    "low_income": Text(zh="低收入", en="low income"),
    "martyr_family": Text(zh="烈属", en="family of a martyr"),
    "senior_card": Text(zh="老年证", en="senior card"),
    "severely_disabled": Text(zh="重度残疾", en="severely disabled"),
    "shineng": Text(zh="失能", en="dependent on care"),
    "tekun": Text(zh="特困", en="in special hardship"),
    "youfu": Text(zh="优抚对象", en="entitled to special care"),
}


def class_name(code: str) -> Text:
    """Return the words for a class, or its code."""
    return CLASS_NAMES.get(code) or Text(zh=code, en=code)
