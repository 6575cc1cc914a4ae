"""Create sites, tills, shifts, members, cards and discount schemes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create sites, tills, shifts, members, cards and discount schemes."""
    op.create_table(
        "sites",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("scheme_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sites")),
        sqlite_strict=True,
    )
    op.create_table(
        "tills",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("drawer_account_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["drawer_account_id"], ["accounts.id"], name=op.f("fk_tills_drawer_account_id")
        ),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_tills_site_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tills")),
        sa.UniqueConstraint("drawer_account_id", name=op.f("uq_tills_drawer_account_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text(), nullable=False),
        sa.Column("cashier", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("float_fen", WHOLE, nullable=False),
        sa.Column("opened_at", WHOLE, nullable=False),
        sa.Column("closed_at", WHOLE),
        sa.CheckConstraint("closed_at >= opened_at", name=op.f("ck_shifts_closes_after_it_opens")),
        sa.CheckConstraint("float_fen >= 0", name=op.f("ck_shifts_float_is_not_negative")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f("fk_shifts_till_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_shifts_one_open_per_till",
        "shifts",
        ["till_code"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "members",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.Column("wallet_account_id", WHOLE, nullable=False),
        sa.Column("joined_at", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["wallet_account_id"], ["accounts.id"], name=op.f("fk_members_wallet_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("code", name=op.f("uq_members_code")),
        sa.UniqueConstraint("wallet_account_id", name=op.f("uq_members_wallet_account_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "cards",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("block_reason", sa.Text()),
        sa.Column("counter", WHOLE, server_default="0", nullable=False),
        sa.Column("issued_at", WHOLE, nullable=False),
        sa.CheckConstraint(
            "(state = 'blocked') = (block_reason IS NOT NULL)", name=op.f("ck_cards_a_block_has_its_reason")
        ),
        sa.CheckConstraint("state IN ('active', 'blocked')", name=op.f("ck_cards_state_is_known")),
        sa.CheckConstraint("counter >= 0", name=op.f("ck_cards_counter_is_not_negative")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_cards_member_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_cards")),
        sa.UniqueConstraint("number", name=op.f("uq_cards_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "schemes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Text(), nullable=False),
        sa.Column("loaded_at", WHOLE, nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_schemes_version_is_positive")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_schemes")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("schemes")
    op.drop_table("cards")
    op.drop_table("members")
    op.drop_table("shifts")
    op.drop_table("tills")
    op.drop_table("sites")
