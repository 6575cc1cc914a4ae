"""Know who works here, at which devices, and who is signed on where."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create the tables of staff, devices and sessions, and guard them."""
    _create_staff()
    _create_cards()
    _create_devices()
    _create_sessions()
    connection = op.get_bind()
    for statement in _script().split("\n\n"):
        if any(line and not line.startswith("--") for line in statement.splitlines()):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Forget them; whoever worked here stays named in the books."""
    connection = op.get_bind()
    script = _script()
    on_table = connection.dialect.name != "sqlite"
    for trigger, table in re.findall(r"CREATE TRIGGER (\w+) [^;]*? ON (\w+)", script):
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}" + (f" ON {table}" if on_table else ""))
    for table in ("staff_sessions", "device_codes", "devices", "staff_cards", "staff_roles", "staff"):
        op.drop_table(table)
    for function in re.findall(r"CREATE FUNCTION (\w+)", script):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", WHOLE, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("pin_hash", sa.Text()),
        sa.Column("password_hash", sa.Text()),
        sa.Column("must_change_password", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("totp_key", sa.LargeBinary()),
        sa.Column("totp_sealed", sa.LargeBinary()),
        sa.Column("totp_step", WHOLE, server_default="0", nullable=False),
        sa.Column("pin_tries", WHOLE, server_default="0", nullable=False),
        sa.Column("password_tries", WHOLE, server_default="0", nullable=False),
        sa.Column("joined_at", WHOLE, nullable=False),
        sa.CheckConstraint("state IN ('active', 'inactive')", name=op.f("ck_staff_state_is_known")),
        sa.CheckConstraint(
            "pin_tries >= 0 AND password_tries >= 0", name=op.f("ck_staff_tries_are_not_negative")
        ),
        sa.CheckConstraint(
            "(totp_key IS NULL) = (totp_sealed IS NULL)", name=op.f("ck_staff_a_seal_has_its_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_roles",
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('cashier', 'kitchen', 'manager', 'administrator', 'auditor')",
            name=op.f("ck_staff_roles_role_is_known"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_roles_staff_id")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_staff_roles_site_code")),
        sa.PrimaryKeyConstraint("staff_id", "site_code", "role", name=op.f("pk_staff_roles")),
        sqlite_strict=True,
    )


def _create_cards() -> None:
    op.create_table(
        "staff_cards",
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("counter", WHOLE, server_default="0", nullable=False),
        sa.Column("registered_at", WHOLE, nullable=False),
        sa.Column("ended_at", WHOLE),
        sa.CheckConstraint("counter >= 0", name=op.f("ck_staff_cards_counter_is_not_negative")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_cards_staff_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_staff_cards")),
        sqlite_strict=True,
    )
    op.create_index("ix_staff_cards_staff_id", "staff_cards", ["staff_id"])


def _create_devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Text(), nullable=False),
        *_place("devices"),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("pin_tries", WHOLE, server_default="0", nullable=False),
        sa.Column("enrolled_by", sa.Text(), nullable=False),
        sa.Column("enrolled_at", WHOLE, nullable=False),
        sa.Column("revoked_at", WHOLE),
        sa.CheckConstraint("pin_tries >= 0", name=op.f("ck_devices_tries_are_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_devices_token_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "device_codes",
        sa.Column("code_hash", sa.Text(), nullable=False),
        *_place("device_codes"),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", WHOLE, nullable=False),
        sa.Column("expires_at", WHOLE, nullable=False),
        sa.Column("device_id", sa.Text()),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_device_codes_expires_after_it_was_made")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_device_codes_device_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_device_codes")),
        sqlite_strict=True,
    )


def _place(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("till_code", sa.Text()),
        sa.CheckConstraint("kind IN ('till', 'tablet')", name=op.f(f"ck_{table}_kind_is_known")),
        sa.CheckConstraint(
            "(kind = 'till') = (till_code IS NOT NULL)", name=op.f(f"ck_{table}_a_till_is_named_by_its_own")
        ),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f(f"fk_{table}_site_code")),
        sa.ForeignKeyConstraint(["till_code"], ["tills.code"], name=op.f(f"fk_{table}_till_code")),
    )


def _create_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", WHOLE, nullable=False),
        sa.Column("device_id", sa.Text()),
        sa.Column("site_code", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("began_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE, nullable=False),
        sa.Column("ended_at", WHOLE),
        sa.Column("end_reason", sa.Text()),
        sa.CheckConstraint(
            "means IN ('pin', 'card', 'password')", name=op.f("ck_staff_sessions_means_is_known")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_staff_sessions_an_end_has_its_reason")
        ),
        sa.CheckConstraint(
            "(means = 'password') = (device_id IS NULL)",
            name=op.f("ck_staff_sessions_a_pin_belongs_to_a_device"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_staff_sessions_device_id")),
        sa.ForeignKeyConstraint(["site_code"], ["sites.code"], name=op.f("fk_staff_sessions_site_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_sessions_token_hash")),
        sqlite_strict=True,
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_index("ix_staff_sessions_device_id", "staff_sessions", ["device_id"])


def _script() -> str:
    return (SQL / f"{revision}_{op.get_bind().dialect.name}.sql").read_text(encoding="utf-8")
