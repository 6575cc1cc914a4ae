"""Create dishes, the daily menu and its portions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create dishes, the daily menu and its portions."""
    op.create_table(
        "vendors",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_vendors")),
        sqlite_strict=True,
    )
    op.create_table(
        "categories",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
        sqlite_strict=True,
    )
    op.create_table(
        "dishes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("vendor_code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("list_price_fen", WHOLE, nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("list_price_fen >= 0", name=op.f("ck_dishes_price_is_not_negative")),
        sa.ForeignKeyConstraint(["category_code"], ["categories.code"], name=op.f("fk_dishes_category_code")),
        sa.ForeignKeyConstraint(["vendor_code"], ["vendors.code"], name=op.f("fk_dishes_vendor_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dishes")),
        sqlite_strict=True,
    )
    op.create_table(
        "meal_periods",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_minute < ends_minute", name=op.f("ck_meal_periods_starts_before_it_ends")),
        sa.CheckConstraint(
            "starts_minute >= 0 AND ends_minute <= 1440", name=op.f("ck_meal_periods_lies_within_a_day")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_meal_periods")),
        sqlite_strict=True,
    )
    op.create_table(
        "menu_items",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("menu_date", sa.Text(), nullable=False),
        sa.Column("period_code", sa.Text(), nullable=False),
        sa.Column("dish_code", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=False),
        sa.Column("price_fen", WHOLE, nullable=False),
        sa.Column("planned_portions", sa.Integer()),
        sa.Column("sold_portions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_sold_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("removed_at", WHOLE),
        sa.CheckConstraint(
            "category_code <> 'dimsum' OR price_fen <= 500",
            name=op.f("ck_menu_items_dim_sum_is_at_most_5_yuan"),
        ),
        sa.CheckConstraint("is_sold_out IN (0, 1)", name=op.f("ck_menu_items_sold_out_is_a_flag")),
        sa.CheckConstraint("planned_portions >= 0", name=op.f("ck_menu_items_plan_is_not_negative")),
        sa.CheckConstraint(
            "planned_portions IS NULL OR sold_portions <= planned_portions",
            name=op.f("ck_menu_items_sells_only_what_is_planned"),
        ),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_menu_items_price_is_not_negative")),
        sa.CheckConstraint("sold_portions >= 0", name=op.f("ck_menu_items_sold_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name=op.f("fk_menu_items_category_code")
        ),
        sa.ForeignKeyConstraint(["dish_code"], ["dishes.code"], name=op.f("fk_menu_items_dish_code")),
        sa.ForeignKeyConstraint(
            ["period_code"], ["meal_periods.code"], name=op.f("fk_menu_items_period_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_items")),
        sa.UniqueConstraint(
            "menu_date",
            "period_code",
            "dish_code",
            name=op.f("uq_menu_items_menu_date_period_code_dish_code"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "menu_changes",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("planned_portions", sa.Integer()),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "kind IN ('added', 'planned', 'sold_out', 'on_sale', 'removed')",
            name=op.f("ck_menu_changes_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["menu_item_id"], ["menu_items.id"], name=op.f("fk_menu_changes_menu_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_changes")),
        sqlite_strict=True,
    )
    op.create_index("ix_menu_changes_menu_item_id", "menu_changes", ["menu_item_id"], unique=False)
    op.create_table(
        "portion_movements",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("menu_item_id", WHOLE, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_portion_movements_quantity_is_positive")),
        sa.ForeignKeyConstraint(
            ["menu_item_id"], ["menu_items.id"], name=op.f("fk_portion_movements_menu_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portion_movements")),
        sa.UniqueConstraint(
            "menu_item_id", "reference", name=op.f("uq_portion_movements_menu_item_id_reference")
        ),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("portion_movements")
    op.drop_table("menu_changes")
    op.drop_table("menu_items")
    op.drop_table("meal_periods")
    op.drop_table("dishes")
    op.drop_table("categories")
    op.drop_table("vendors")
