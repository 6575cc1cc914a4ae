"""Who looks at the lists of residents, and joins them? A process of low priority beside this server.

Rule: a list whose process came to nothing is queued anew and goes on where it was, for a list that was
confirmed is joined to its end. Files that nobody needs any more are removed at each look.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from pos.clock import now
from pos.database import Database
from pos.imports.files import remove_files
from pos.imports.jobs import cancel_stale, find_next, has_stale, ids_with_files, lost_lists, try_again
from pos.settings import Settings
from pos.web.processes import PROGRAM, JobProcesses

RUN = (*PROGRAM, "member", "run-list")


class ListProcesses(JobProcesses):
    """The processes of lists."""

    kind = "list"

    def __init__(self, command: Sequence[str] = RUN) -> None:
        """`command` is what runs a list whose id is added to it."""
        super().__init__(command)

    def look_after(self, database: Database, settings: Settings) -> None:
        """Tidy up what nobody decided on, and look after the processes."""
        with database.read() as connection:
            is_stale = has_stale(connection, at=now())
        if is_stale:
            database.write(lambda connection: cancel_stale(connection, at=now()))
        super().look_after(database, settings)
        with database.read() as connection:
            needed = ids_with_files(connection)
        remove_files(settings.lists_folder, needed=needed)

    def lost(self, connection: Connection, at: datetime) -> tuple[str, ...]:
        """Return the lists whose process has given no sign for too long."""
        return lost_lists(connection, at=at)

    def give_up(self, connection: Connection, lost: Sequence[str], at: datetime) -> None:
        """Queue what is lost anew."""
        for id_ in lost:
            try_again(connection, id_, "gave_no_sign", at=at)

    def next(self, connection: Connection) -> str | None:
        """Return the list that has waited longest, unless another one runs."""
        return find_next(connection)

    def process_ended(self, connection: Connection, id_: str, at: datetime) -> bool:
        """Queue a list anew that its process left in the middle; tell whether it did."""
        return try_again(connection, id_, "process_ended", at=at)
