"""Schemes to be tried in back-tests: what a canteen might think about, with thresholds, caps and counters."""

_HEAD = """
code = "trial"
version = 1
name = { zh = "试算方案", en = "Trial" }

[rounding]
unit_fen = 1
mode = "half_up"
place = "line"

[[payers]]
code = "canteen"
name = { zh = "食堂", en = "The canteen" }

[[payers]]
code = "district"
name = { zh = "区民政局", en = "The district" }

[[vendors]]
code = "canteen"
name = { zh = "食堂自营", en = "The canteen" }
takes_discounts = true

[[tiers]]
code = "young"
name = { zh = "60岁以下", en = "Below 60" }
who = { max_age = 59 }

[[tiers]]
code = "senior"
name = { zh = "60岁及以上", en = "60 or over" }
who = { min_age = 60 }
"""

PLAIN = (
    _HEAD
    + """
[[rules]]
code = "seniors"
name = { zh = "敬老折扣", en = "Seniors' discount" }
kind = "discount"
payer = "canteen"
layer = 1
items = { categories = ["main", "half", "vegetable"] }
terms = [{ who = { tiers = ["senior"] }, benefit = { kind = "percent", pays_bp = 7000 } }]
"""
)

COUNTED = (
    PLAIN
    + """
[[rules]]
code = "meal"
name = { zh = "助餐补贴", en = "Meal subsidy" }
kind = "subsidy"
payer = "district"
layer = 2
items = { vendors = ["canteen"] }
caps = [{ per = "day", times = 2 }, { per = "week", amount_fen = 2100 }, { per = "month", amount_fen = 5000 }]

[[rules.terms]]
who = { tiers = ["senior"] }
threshold = { from_fen = 800 }
benefit = { kind = "amount", amount_fen = 300 }

[[rules]]
code = "running"
name = { zh = "运营补贴", en = "Operating subsidy" }
kind = "operator"
payer = "district"
layer = 1
items = { vendors = ["canteen"] }
terms = [{ who = { tiers = ["senior"] }, benefit = { kind = "amount", amount_fen = 150 } }]
caps = [{ per = "meal", times = 1 }]
"""
)

GATED = (
    COUNTED
    + """
[[access]]
code = "seniors_first"
name = { zh = "长者专时", en = "Seniors only" }
items = {}
when = { meal_periods = ["breakfast"] }
who = [{ min_age = 60 }]
"""
)

# Of places no history is kept, which a back-test has to say.
OF_A_PLACE = (
    PLAIN
    + """
[[areas]]
code = "xuhui"
name = { zh = "徐汇区", en = "Xuhui" }

[[areas]]
code = "tianping"
name = { zh = "天平街道", en = "Tianping" }
within = "xuhui"

[[rules]]
code = "neighbours"
name = { zh = "街坊补贴", en = "Neighbours' subsidy" }
kind = "subsidy"
payer = "district"
layer = 2
items = { vendors = ["canteen"] }
terms = [{ who = { residence = ["xuhui"] }, benefit = { kind = "amount", amount_fen = 100 } }]
"""
)
