"""By which means money came into a wallet or left it, and where it is now.

Rule: the amount is the entry's; the row comes after its entry and seals it; a trigger checks what it says.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from inventory.tables_base import Whole, metadata, one_of

ACT_KINDS = ("top_up", "undo", "pay_out", "merge")
# Cash, and what others have taken for us; each of these has an account of its own.
EXTERNAL_MEANS = ("wechat", "alipay", "bank", "transfer")
MEANS = ("cash", *EXTERNAL_MEANS)

wallet_acts = Table(
    "wallet_acts",
    metadata,
    Column("id", Text, ForeignKey("entries.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("member_id", Whole, ForeignKey("members.id"), nullable=False),
    Column("means", Text, nullable=False),
    # The other side of the wallet: a drawer, a safe, an account of an external means, the survivor's wallet.
    Column("account_id", Whole, ForeignKey("accounts.id"), nullable=False),
    Column("site_code", Text, ForeignKey("sites.code"), nullable=False),
    # The shift of the till at which it was done; none for the office.
    Column("shift_id", Text, ForeignKey("shifts.id")),
    Column("undoes_id", Text, ForeignKey("wallet_acts.id")),
    UniqueConstraint("undoes_id"),
    CheckConstraint(one_of("kind", ACT_KINDS), name="kind_is_known"),
    CheckConstraint(one_of("means", (*MEANS, "wallet")), name="means_is_known"),
    CheckConstraint("(kind = 'merge') = (means = 'wallet')", name="only_merges_move_between_wallets"),
    CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="an_undo_names_its_top_up"),
    Index("ix_wallet_acts_member_id", "member_id"),
    sqlite_strict=True,
)

# Who of the family paid in, for the top-ups where somebody did; written before the act, bound into its entry.
top_up_payers = Table(
    "top_up_payers",
    metadata,
    Column("act_id", Text, ForeignKey("member_events.id"), primary_key=True),
    Column("payer_id", Text, ForeignKey("family_payers.id"), nullable=False),
    Index("ix_top_up_payers_payer_id", "payer_id"),
    sqlite_strict=True,
)
