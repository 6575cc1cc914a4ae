"""Of which lists are members, and does their membership count yet?

Rule: whoever joins by a list counts from the moment at which the whole list is done, all at once: it is one
row's change. Until then they are in nobody's answer; of a list that is given up all are forgotten.
"""

from sqlalchemy import CheckConstraint, Column, ColumnElement, Index, Table, Text, or_, select, text

from inventory.tables_base import Flag, Moment, Whole, metadata, one_of
from pos.members.tables import members

# A list is looked at first, then joined; or what was joined of it is forgotten again.
STEPS = ("preview", "joining", "forgetting")
# `waiting`: its file is not here yet. `ready`: looked at, and somebody has to decide.
STATES = ("waiting", "queued", "running", "ready", "done", "refused", "cancelled", "failed")
ENDS = ("done", "refused", "cancelled", "failed")

member_lists = Table(
    "member_lists",
    metadata,
    # A UUIDv7 that the page made: the idempotency key.
    Column("id", Text, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("size_bytes", Whole, nullable=False),
    Column("step", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Whether rows with errors are left out, instead of nothing being joined.
    Column("skips_errors", Flag, nullable=False, server_default="0"),
    # The last row of the file that is done in this step, and the last one there is.
    Column("done_row", Whole, nullable=False, server_default="0"),
    Column("last_row", Whole),
    # What the preview counted, as JSON, and what the file is made of or why it is refused.
    Column("preview", Text),
    Column("error", Text),
    Column("joined_members", Whole, nullable=False, server_default="0"),
    # How often its process came to nothing in this step.
    Column("failed_tries", Whole, nullable=False, server_default="0"),
    Column("requested_at", Moment, nullable=False),
    # The last sign of the process that is at it.
    Column("seen_at", Moment),
    Column("finished_at", Moment),
    CheckConstraint(one_of("step", STEPS), name="step_is_known"),
    CheckConstraint(one_of("state", STATES), name="state_is_known"),
    CheckConstraint(f"({one_of('state', ENDS)}) = (finished_at IS NOT NULL)", name="ends_at_a_moment"),
    CheckConstraint("state <> 'done' OR step = 'joining'", name="done_is_what_was_joined"),
    CheckConstraint("state <> 'ready' OR preview IS NOT NULL", name="ready_is_what_was_looked_at"),
    CheckConstraint("state NOT IN ('failed', 'refused') OR error IS NOT NULL", name="failure_says_why"),
    CheckConstraint("state <> 'running' OR seen_at IS NOT NULL", name="who_runs_was_seen"),
    Index(
        "uq_member_lists_one_running",
        "state",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
    Index("ix_member_lists_requested_at", "requested_at"),
    sqlite_strict=True,
)


def counts_as_member() -> ColumnElement[bool]:
    """Return the condition that a row of `members` is of somebody whose membership counts."""
    done = select(member_lists.c.id).where(
        member_lists.c.id == members.c.list_id, member_lists.c.state == "done"
    )
    return or_(members.c.list_id.is_(None), done.correlate(members).exists())
