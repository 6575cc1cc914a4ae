"""Name who of the family pays in for a member, and who paid in which top-up."""

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create both tables, and guard them."""
    _create_family_payers()
    op.create_table(
        "top_up_payers",
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.Column("payer_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["member_events.id"], name=op.f("fk_top_up_payers_act_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["family_payers.id"], name=op.f("fk_top_up_payers_payer_id")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_top_up_payers")),
        sqlite_strict=True,
    )
    op.create_index("ix_top_up_payers_payer_id", "top_up_payers", ["payer_id"])
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Forget who may pay for whom; refuse where somebody has: their entries are bound to it."""
    connection = op.get_bind()
    if connection.exec_driver_sql("SELECT count(*) FROM top_up_payers").scalar():
        raise RuntimeError("top-ups name payers that the earlier version cannot keep")
    op.drop_table("top_up_payers")
    op.drop_table("family_payers")
    for function in re.findall(r"CREATE FUNCTION (\w+)", _script()):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _create_family_payers() -> None:
    op.create_table(
        "family_payers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("payer_member_id", WHOLE),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("since", WHOLE, nullable=False),
        sa.Column("ended_at", WHOLE),
        sa.CheckConstraint(
            "relation IN ('daughter', 'son', 'spouse', 'grandchild', 'sibling', 'other')",
            name=op.f("ck_family_payers_relation_is_known"),
        ),
        sa.CheckConstraint(
            "member_id <> payer_member_id", name=op.f("ck_family_payers_nobody_is_their_own_family")
        ),
        sa.CheckConstraint(
            "(payer_member_id IS NOT NULL AND name IS NULL AND phone IS NULL)"
            " OR (payer_member_id IS NULL AND name IS NOT NULL AND phone IS NOT NULL)",
            name=op.f("ck_family_payers_a_payer_is_a_member_or_somebody_named"),
        ),
        sa.CheckConstraint("ended_at >= since", name=op.f("ck_family_payers_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["id"], ["member_events.id"], name=op.f("fk_family_payers_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_family_payers_member_id")),
        sa.ForeignKeyConstraint(
            ["payer_member_id"], ["members.id"], name=op.f("fk_family_payers_payer_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_payers")),
        sqlite_strict=True,
    )
    op.create_index("ix_family_payers_member_id", "family_payers", ["member_id"])
    op.create_index("ix_family_payers_payer_member_id", "family_payers", ["payer_member_id"])
    op.create_index(
        "uq_family_payers_a_member_is_named_once",
        "family_payers",
        ["member_id", "payer_member_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
