"""Which dishes the demo canteen cooks on which day, and how many portions of each.

Rule: it depends on the day alone: other dishes each day, the same menu however often it is loaded.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from inventory.menu import Dish

# Per meal: category -> how many of its dishes are on, and the planned portions of the first of them
# (None: not counted, comes from the pot).
MEALS: dict[str, dict[str, tuple[int, int | None]]] = {
    "breakfast": {
        "breakfast": (14, 80),
        "staple": (2, None),
        "dimsum": (26, 60),
        "bread": (16, 12),
        "pastry": (10, 20),
    },
    "lunch": {
        "main": (32, 40),
        "half": (18, 50),
        "vegetable": (16, 80),
        "soup": (8, None),
        "cold": (6, 30),
        "staple": (9, None),
        "dimsum": (26, 60),
        "bread": (16, 12),
        "pastry": (17, 20),
        "set": (6, 30),
    },
    "dinner": {
        "main": (20, 25),
        "half": (14, 30),
        "vegetable": (12, 50),
        "soup": (6, None),
        "cold": (4, 20),
        "staple": (9, None),
        "dimsum": (20, 40),
        "bread": (10, 8),
        "pastry": (10, 10),
    },
}
# The last dishes cooked of a category are few: what a till shows as "5 left" is part of the demo.
FEW_PORTIONS = (5, 3)


def demo_menu(dishes: Sequence[Dish], meal: str, on: date) -> Iterable[tuple[Dish, int | None]]:
    """Return the dishes of a meal on a day with their planned portions, None where they are not counted."""
    for category, (count, portions) in MEALS[meal].items():
        cooked = [dish for dish in dishes if dish.category_code == category]
        # Moves on by a third of the category a day, so that each day has other dishes.
        start = on.toordinal() * max(len(cooked) // 3, 1) % len(cooked)
        chosen = [cooked[(start + offset) % len(cooked)] for offset in range(min(count, len(cooked)))]
        few = FEW_PORTIONS if category in {"main", "soup"} and portions else ()
        for place, dish in enumerate(chosen):
            left = len(chosen) - place - 1
            yield dish, few[left] if left < len(few) else portions
