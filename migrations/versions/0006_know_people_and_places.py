"""Know where members live and canteens stand, and by which proof and until when a member is of a class."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the areas, and turn each member's list of classes into proofs without end."""
    op.add_column("sites", sa.Column("area", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "members", sa.Column("residence_area", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("members", sa.Column("hukou_area", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "class_proofs",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("member_id", WHOLE, nullable=False),
        sa.Column("class_code", sa.Text(), nullable=False),
        sa.Column("proof_type", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text()),
        sa.Column("recorded_at", WHOLE, nullable=False),
        sa.Column("revoked_on", sa.Text()),
        sa.CheckConstraint("revoked_on >= valid_from", name=op.f("ck_class_proofs_ends_after_it_begins")),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_class_proofs_is_valid_for_a_day_at_least")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_class_proofs_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_proofs")),
        sa.UniqueConstraint(
            "member_id",
            "class_code",
            "valid_from",
            name=op.f("uq_class_proofs_member_id_class_code_valid_from"),
        ),
        sqlite_strict=True,
    )
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, classes, joined_at FROM members WHERE classes <> ''"))
    for member_id, classes, joined_at in rows.all():
        for code in classes.split():
            connection.execute(
                sa.text(
                    "INSERT INTO class_proofs (member_id, class_code, proof_type, valid_from, recorded_at)"
                    " VALUES (:member, :code, 'unknown', '1970-01-01', :at)"
                ),
                {"member": member_id, "code": code, "at": joined_at},
            )
    op.drop_column("members", "classes")


def downgrade() -> None:
    """Keep of each proof that was not revoked the class alone."""
    op.add_column("members", sa.Column("classes", sa.Text(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT DISTINCT member_id, class_code FROM class_proofs WHERE revoked_on IS NULL"
            " ORDER BY member_id, class_code"
        )
    )
    for member_id, code in rows.all():
        connection.execute(
            sa.text("UPDATE members SET classes = ltrim(classes || ' ' || :code) WHERE id = :member"),
            {"member": member_id, "code": code},
        )
    op.drop_table("class_proofs")
    op.drop_column("members", "hukou_area")
    op.drop_column("members", "residence_area")
    op.drop_column("sites", "area")
