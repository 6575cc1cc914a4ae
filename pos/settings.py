"""What the surroundings decide: where things lie and which database is used.

Rule: every setting comes from the environment, is read once at start, and has a default that works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`var` holds all that this machine writes; `database_url` is an SQLAlchemy URL; `port` serves HTTP.

    `personal_keys` are the keys of personal values where they do not lie in files. `pay_terminal` is the
    address of a payment terminal in the house, "" where there is none.
    """

    var: Path
    database_url: str
    port: int
    is_demo: bool
    personal_keys: str = field(default="", repr=False)
    backup_folder: Path | None = None
    # The public key for which backups are locked; empty: they are not.
    backup_key: str = ""
    pay_terminal: str = ""

    @property
    def secrets(self) -> Path:
        """Return the folder of the keys, which are never in the database."""
        return self.var / "secrets"

    @property
    def lists_folder(self) -> Path:
        """Return where files of lists lie until the lists are decided."""
        return self.var / "lists"

    @property
    def backups(self) -> Path:
        """Return where the nightly backups lie."""
        return self.backup_folder or self.var / "backups"

    @property
    def environ(self) -> dict[str, str]:
        """Return what a program of this canteen is started with, so that it finds the same books and keys."""
        given = {"VAR_DIR": str(self.var), "CANTEEN_DATABASE_URL": self.database_url}
        if self.personal_keys:
            given["CANTEEN_PERSONAL_KEYS"] = self.personal_keys
        return given

    @property
    def desk_port(self) -> int:
        """Return the loopback port of the virtual card desk, beside the web server's."""
        return self.port + 1

    @property
    def desk_state(self) -> Path:
        """Return the folder of the virtual card desk."""
        return self.var / "desk"

    @property
    def desk_cards(self) -> Path:
        """Return the file of the desk's virtual cards, which holds their keys."""
        return self.desk_state / "cards.json"

    @property
    def paper_folder(self) -> Path:
        """Return where the virtual printer keeps its papers."""
        return self.var / "paper"

    @property
    def terminal_port(self) -> int:
        """Return the port of the simulated payment terminal."""
        return self.port + 3

    @property
    def terminal_file(self) -> Path:
        """Return where the simulated payment terminal keeps what it took."""
        return self.var / "pay-terminal.sqlite3"

    @property
    def paper_port(self) -> int:
        """Return the port of the virtual printer."""
        return self.port + 2


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that the environment gives.

    VAR_DIR (default ./var), CANTEEN_DATABASE_URL (default an SQLite file in it), PORT (default 8000),
    CANTEEN_DEMO=1 for virtual cards and a virtual printer, CANTEEN_PERSONAL_KEYS (default: files in it),
    CANTEEN_BACKUPS (default: a folder in it), CANTEEN_BACKUP_KEY (default: backups are not locked),
    CANTEEN_PAY_TERMINAL (default: none).
    """
    backups = environ.get("CANTEEN_BACKUPS")
    var = Path(environ.get("VAR_DIR", "var")).resolve()
    return Settings(
        var=var,
        database_url=environ.get("CANTEEN_DATABASE_URL", f"sqlite:///{var / 'canteen.sqlite3'}"),
        port=int(environ.get("PORT", "8000")),
        is_demo=environ.get("CANTEEN_DEMO") == "1",
        personal_keys=environ.get("CANTEEN_PERSONAL_KEYS", ""),
        backup_folder=Path(backups).resolve() if backups else None,
        backup_key=environ.get("CANTEEN_BACKUP_KEY", ""),
        pay_terminal=environ.get("CANTEEN_PAY_TERMINAL", ""),
    )
