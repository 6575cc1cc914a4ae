"""A PostgreSQL cluster of the tests' own: on a free port, on loopback, gone when the tests end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.ports import free_port

# Of a cluster that nobody keeps: no write waits, and little is kept to write again.
HASTY = [
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=64MB",
    "min_wal_size=32MB",
    "autovacuum=off",
    "jit=off",
]

_number = count(1)


def programs() -> Path:
    """Return the folder of Debian's newest PostgreSQL programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1]


class Cluster:
    """A running cluster; `create` makes an empty or copied database and returns its SQLAlchemy URL."""

    def __init__(self, port: int) -> None:
        self.port = port

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of the template, and return its URL."""
        name = f"canteen_{next(_number)}"
        with self.administer() as connection:
            connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\' STRATEGY FILE_COPY'
            )
        return f"postgresql+psycopg://canteen@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        """Drop a database and whoever is still connected to it."""
        with self.administer() as connection:
            connection.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def administer(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return an autocommitting connection of the superuser."""
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=canteen dbname=postgres", autocommit=True
        )


@contextmanager
def running_cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """Start a cluster as a non-root user, and stop it at the end.

    Tests ask what it refuses and shows, never whether a disk keeps it, and each has a database of its own:
    most of their time was the disk's. Benchmarks ask for a cluster that writes as in production.
    """
    folder = Path(tempfile.mkdtemp(prefix="canteen-postgresql-"))
    port = free_port()
    as_user: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = str(folder / "data")
    initdb = [*as_user, str(programs() / "initdb"), "-D", data, "-U", "canteen", "-A", "trust"]
    subprocess.run([*initdb, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd=folder)
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "max_connections=60"]
    # Its memory lies in its folder, which goes with it, however it ends.
    settings += ["dynamic_shared_memory_type=mmap"]
    settings += [] if is_durable else HASTY
    options = f"-p {port} " + " ".join(f"-c {setting}" for setting in settings)
    control = [*as_user, str(programs() / "pg_ctl"), "-D", data, "-w"]
    start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
    subprocess.run(start, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        yield Cluster(port)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
        shutil.rmtree(folder)
