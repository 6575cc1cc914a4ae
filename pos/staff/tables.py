"""Who works here, at which devices, and who is signed on where.

Rule: no PIN, password, code or cookie lies here, only what each is checked against; a session that ended and
a device that was revoked stay so (triggers in both databases see to it).
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy import text as sql

from inventory.tables_base import Flag, Moment, Whole, metadata, one_of
from pos.staff.permissions import Role

STATES = ("active", "inactive")
DEVICE_KINDS = ("till", "tablet")
MEANS = ("pin", "card", "password")

staff = Table(
    "staff",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=sql("'active'")),
    Column("pin_hash", Text),
    Column("password_hash", Text),
    # A password that somebody else has made up and knows.
    Column("must_change_password", Flag, nullable=False, server_default=sql("0")),
    # The secret of the one-time codes, sealed with a key that is wrapped by the vault.
    Column("totp_key", LargeBinary),
    Column("totp_sealed", LargeBinary),
    # The newest time step whose one-time code was used.
    Column("totp_step", Whole, nullable=False, server_default="0"),
    # Tries since the last right one; each is counted before it is looked at.
    Column("pin_tries", Whole, nullable=False, server_default="0"),
    Column("password_tries", Whole, nullable=False, server_default="0"),
    Column("joined_at", Moment, nullable=False),
    UniqueConstraint("code"),
    CheckConstraint(one_of("state", STATES), name="state_is_known"),
    CheckConstraint("pin_tries >= 0 AND password_tries >= 0", name="tries_are_not_negative"),
    CheckConstraint("(totp_key IS NULL) = (totp_sealed IS NULL)", name="a_seal_has_its_key"),
    sqlite_strict=True,
)

staff_roles = Table(
    "staff_roles",
    metadata,
    Column("staff_id", Whole, ForeignKey("staff.id"), primary_key=True),
    Column("site_code", Text, ForeignKey("sites.code"), primary_key=True),
    Column("role", Text, primary_key=True),
    CheckConstraint(one_of("role", tuple(role.value for role in Role)), name="role_is_known"),
    sqlite_strict=True,
)

staff_cards = Table(
    "staff_cards",
    metadata,
    Column("serial", Text, primary_key=True),
    Column("staff_id", Whole, ForeignKey("staff.id"), nullable=False),
    Column("profile", Text, nullable=False),
    Column("counter", Whole, nullable=False, server_default="0"),
    Column("registered_at", Moment, nullable=False),
    Column("ended_at", Moment),
    CheckConstraint("counter >= 0", name="counter_is_not_negative"),
    Index("ix_staff_cards_staff_id", "staff_id"),
    sqlite_strict=True,
)

devices = Table(
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("till_code", Text, ForeignKey("tills.code")),
    Column("token_hash", Text, nullable=False),
    Column("pin_tries", Whole, nullable=False, server_default="0"),
    Column("enrolled_by", Text, nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    UniqueConstraint("token_hash"),
    CheckConstraint(one_of("kind", DEVICE_KINDS), name="kind_is_known"),
    CheckConstraint("(kind = 'till') = (till_code IS NOT NULL)", name="a_till_is_named_by_its_own"),
    CheckConstraint("pin_tries >= 0", name="tries_are_not_negative"),
    sqlite_strict=True,
)

device_codes = Table(
    "device_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("till_code", Text, ForeignKey("tills.code")),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # The device that was enrolled with it.
    Column("device_id", Text, ForeignKey("devices.id")),
    CheckConstraint(one_of("kind", DEVICE_KINDS), name="kind_is_known"),
    CheckConstraint("(kind = 'till') = (till_code IS NOT NULL)", name="a_till_is_named_by_its_own"),
    CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
    sqlite_strict=True,
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("staff_id", Whole, ForeignKey("staff.id"), nullable=False),
    # None for whoever came in by password, away from any device.
    Column("device_id", Text, ForeignKey("devices.id")),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    Column("means", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("end_reason", Text),
    UniqueConstraint("token_hash"),
    CheckConstraint(one_of("means", MEANS), name="means_is_known"),
    CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="an_end_has_its_reason"),
    CheckConstraint("(means = 'password') = (device_id IS NULL)", name="a_pin_belongs_to_a_device"),
    Index("ix_staff_sessions_staff_id", "staff_id"),
    Index("ix_staff_sessions_device_id", "device_id"),
    sqlite_strict=True,
)
