"""Which dishes exist, and what is on the menu of one day and meal period.

Rule: portions are taken only by a row in `portion_movements`, and come back only by one in `portion_returns`;
triggers refuse what is not left, and more than was taken.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from inventory.tables_base import Day, Fen, Flag, Moment, Whole, metadata, one_of

# The canteen's promise to its guests, and a CHECK on every menu.
MAX_DIM_SUM_PRICE_FEN = 5_00
# Where a portion goes that comes back: on sale again, or into the bin.
MENU, WASTE = "menu", "waste"
FATES = (MENU, WASTE)

vendors = Table(
    "vendors",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    sqlite_strict=True,
)

categories = Table(
    "categories",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("position", Integer, nullable=False),
    sqlite_strict=True,
)

dishes = Table(
    "dishes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("category_code", Text, ForeignKey("categories.code"), nullable=False),
    Column("vendor_code", Text, ForeignKey("vendors.code"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("list_price_fen", Fen, nullable=False),
    # Space-separated; every reading of a character that has several.
    Column("pinyin", Text, nullable=False),
    Column("position", Integer, nullable=False),
    CheckConstraint("list_price_fen >= 0", name="price_is_not_negative"),
    sqlite_strict=True,
)

meal_periods = Table(
    "meal_periods",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("starts_minute", Integer, nullable=False),
    Column("ends_minute", Integer, nullable=False),
    CheckConstraint("starts_minute >= 0 AND ends_minute <= 1440", name="lies_within_a_day"),
    CheckConstraint("starts_minute < ends_minute", name="starts_before_it_ends"),
    sqlite_strict=True,
)

menu_items = Table(
    "menu_items",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("menu_date", Day, nullable=False),
    Column("period_code", Text, ForeignKey("meal_periods.code"), nullable=False),
    Column("dish_code", Text, ForeignKey("dishes.code"), nullable=False),
    Column("category_code", Text, ForeignKey("categories.code"), nullable=False),
    Column("price_fen", Fen, nullable=False),
    # NULL: portions of this dish are not counted (rice, soup from the pot).
    Column("planned_portions", Integer),
    # Sold, or reserved for a ticket that is held. Kept only while portions are counted; for the others the
    # movements alone tell.
    Column("sold_portions", Integer, nullable=False, server_default="0"),
    Column("is_sold_out", Flag, nullable=False, server_default="0"),
    Column("removed_at", Moment),
    UniqueConstraint("menu_date", "period_code", "dish_code"),
    CheckConstraint("price_fen >= 0", name="price_is_not_negative"),
    CheckConstraint(
        f"category_code <> 'dimsum' OR price_fen <= {MAX_DIM_SUM_PRICE_FEN}", name="dim_sum_is_at_most_5_yuan"
    ),
    CheckConstraint("planned_portions >= 0", name="plan_is_not_negative"),
    CheckConstraint("sold_portions >= 0", name="sold_is_not_negative"),
    CheckConstraint(
        "planned_portions IS NULL OR sold_portions <= planned_portions", name="sells_only_what_is_planned"
    ),
    CheckConstraint("is_sold_out IN (0, 1)", name="sold_out_is_a_flag"),
    sqlite_strict=True,
)

menu_changes = Table(
    "menu_changes",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("menu_item_id", Whole, ForeignKey("menu_items.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("planned_portions", Integer),
    Column("at", Moment, nullable=False),
    CheckConstraint("kind IN ('added', 'planned', 'sold_out', 'on_sale', 'removed')", name="kind_is_known"),
    Index("ix_menu_changes_menu_item_id", "menu_item_id"),
    sqlite_strict=True,
)

portion_movements = Table(
    "portion_movements",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("menu_item_id", Whole, ForeignKey("menu_items.id"), nullable=False),
    Column("quantity", Integer, nullable=False),
    # What took them: the id of a sale; text, for the kitchen knows no sales.
    Column("reference", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("menu_item_id", "reference"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    sqlite_strict=True,
)

portion_reservations = Table(
    "portion_reservations",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("menu_item_id", Whole, ForeignKey("menu_items.id"), nullable=False),
    Column("quantity", Integer, nullable=False),
    # For what they are kept: the id of a ticket that is held; text, for the kitchen knows no tickets.
    Column("reference", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("released_at", Moment),
    UniqueConstraint("menu_item_id", "reference"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    Index("ix_portion_reservations_reference", "reference"),
    sqlite_strict=True,
)

portion_returns = Table(
    "portion_returns",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("menu_item_id", Whole, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("fate", Text, nullable=False),
    # What had taken them, and what gives them back.
    Column("taken_by", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["menu_item_id", "taken_by"], ["portion_movements.menu_item_id", "portion_movements.reference"]
    ),
    UniqueConstraint("menu_item_id", "reference", "fate"),
    CheckConstraint("quantity > 0", name="quantity_is_positive"),
    CheckConstraint(one_of("fate", FATES), name="fate_is_known"),
    Index("ix_portion_returns_menu_item_id_taken_by", "menu_item_id", "taken_by"),
    sqlite_strict=True,
)
