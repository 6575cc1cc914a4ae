"""`canteen keys roll-personal`: a new outer key, and every person's key wrapped in it.

Rule: the old key is never deleted here, for older backups open with it only; a break in the middle
leaves keys of both versions, which all open.
"""

from functools import partial

from pos.cli.books import require_vault
from pos.database import Database
from pos.members.sealing import rewrap_keys
from pos.settings import Settings
from pos.staff.passwords import rewrap_totp_keys
from pos.vault import Vault, add_key, open_vault

AT_ONCE = 500


def roll_personal_keys(settings: Settings, books: Database, *, makes_key: bool) -> tuple[int, int]:
    """Wrap all people's keys in the newest outer key, which is made first; return version and count.

    Keys of the environment are made and added there, not here.
    """
    vault = require_vault(settings, books)
    if makes_key and not settings.personal_keys:
        add_key(settings.secrets)
        vault = open_vault(settings.secrets)
    of_staff = books.write(partial(rewrap_totp_keys, vault=vault))
    return vault.version, _wrap_all(books, vault) + of_staff


def _wrap_all(books: Database, vault: Vault) -> int:
    """Wrap some hundreds at once, so that no sale waits long."""
    count, last = 0, 0
    while True:
        done = books.write(partial(rewrap_keys, vault=vault, after=last, at_most=AT_ONCE))
        if done is None:
            return count
        last = done[0]
        count += done[1]
