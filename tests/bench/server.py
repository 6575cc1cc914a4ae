"""The web server of a benchmark: the product's own command, with its CPU time read from the system."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port
from tests.tickets import PERSONAL_KEYS

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server, its processes, and the database that it serves."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, url: str) -> None:
        self.process = process
        self.port = port
        self.url = url

    def cpu_s(self) -> float:
        """Return the CPU seconds that its processes have used."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(_cpu_ticks(pid) for pid in pids) / TICKS


@contextmanager
def running_server(url: str, folder: Path, **environ: str) -> Iterator[Server]:
    """Serve a database until the end of the block."""
    port = free_port()
    settings = {**os.environ, "VAR_DIR": str(folder), "CANTEEN_DATABASE_URL": url, "PORT": str(port)}
    settings["CANTEEN_PERSONAL_KEYS"] = PERSONAL_KEYS
    settings.pop("CANTEEN_DEMO", None)
    process = subprocess.Popen([sys.executable, "-m", "pos.cli", "serve"], env={**settings, **environ})
    try:
        while not _answers(port):
            time.sleep(0.05)
        yield Server(process, port, url)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in found.stdout.split()]


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
