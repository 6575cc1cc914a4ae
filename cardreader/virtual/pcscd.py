"""How is a real pcscd of our own run, with virtual readers? The one rule: it touches no other pcscd.

It runs in a mount namespace of its own, in which ``/run/pcscd`` is a folder of ours, as root or, without
root, in a user namespace. It dies with the thread that started it. Needs the packages ``pcscd`` and
``vsmartcard-vpcd``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from cardreader.virtual.ports import free_port_pairs, is_taken
from cardreader.virtual.shim import POLL_VARIABLE, build_shim

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
USUAL_POLL_S = 0.4
QUICK_POLL_S = 0.01
READERS_MAX = 8

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_SOCKET_NAME = "pcscd.comm"
# What struct sockaddr_un holds; libpcsclite cuts a longer path off without a word.
_SOCKET_PATH_MAX = 107
_START_S = 10.0

_AS_ROOT = 'mkdir -p /run/pcscd && mount --bind "$1" /run/pcscd && shift && exec "$@"'
_AS_USER = "mount -t tmpfs canteen /run && " + _AS_ROOT


class PcscdUnavailable(Exception):
    """A private pcscd cannot run here. The message says what is missing."""


class PrivatePcscd:
    """A pcscd with virtual readers, run in ``directory``.

    ``reader_names[i]`` is the PC/SC name of the reader whose cards connect to ``ports[i]`` on 127.0.0.1.
    Programs reach it with the environment variable ``PCSCLITE_CSOCK_NAME`` set to ``socket_path`` before
    their first PC/SC call. Start it from a thread that lives as long as it should.
    """

    def __init__(self, directory: Path, *, readers: int = 1, poll_s: float = QUICK_POLL_S) -> None:
        """Lay out the folder.

        ``poll_s`` is how often it looks for cards; other values than the usual 0.4 need gcc.

        :raises PcscdUnavailable: when pcscd or the driver is not installed.
        :raises ValueError: when the folder's path is too long for a socket, or there are too many readers.
        """
        self._directory = directory.resolve()
        self._run = self._directory / "run"
        self.socket_path = self._run / _SOCKET_NAME
        if not has_room_for_socket(self._directory):
            raise ValueError(f"{directory} is too long a path for a socket")
        if not 1 <= readers <= READERS_MAX:
            raise ValueError(f"pcscd takes 1 to {READERS_MAX} virtual readers")
        self._program = require_program("pcscd")
        if not _DRIVER.exists():
            raise PcscdUnavailable("the package vsmartcard-vpcd is not installed")
        self._run.mkdir(parents=True, exist_ok=True)
        self._shim = build_shim(self._directory)
        self.poll_s = poll_s if self._shim else USUAL_POLL_S
        self.ports = free_port_pairs(readers)
        self.reader_names = tuple(f"{_friendly_name(index)} 00 00" for index in range(readers))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_local(self) -> bool:
        """Say whether the readers' ports can be reached from this machine only."""
        return self._shim is not None

    @property
    def is_running(self) -> bool:
        """Say whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and wait until it takes calls and every reader listens.

        :raises PcscdUnavailable: when it does not come up.
        """
        self._remove_leftovers()
        self._write_configuration()
        namespaces = [["unshare", "-m"], ["unshare", "-Urm"]]
        if os.geteuid() != 0:
            namespaces = namespaces[1:]
        if not any(self._start_in(namespace) for namespace in namespaces):
            log = self._log_path.read_text("utf-8", "replace")[-800:]
            raise PcscdUnavailable(f"no private pcscd here (it needs root or user namespaces): {log}")

    def stop(self) -> None:
        """End it and wait for that."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        self._remove_leftovers()

    def kill(self) -> None:
        """End it the hard way, leftovers and all. :meth:`start` brings it back under the same names."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wait(self) -> None:
        """Block until it has ended."""
        if self._process is not None:
            self._process.wait()

    @property
    def _log_path(self) -> Path:
        return self._directory / "pcscd.log"

    def _start_in(self, namespace: list[str]) -> bool:
        script = _AS_ROOT if namespace[-1] == "-m" else _AS_USER
        configuration = str(self._directory / "readers")
        options = ["--disable-polkit"] if self._has_polkit() else []
        command = [
            *("setpriv", "--pdeathsig", "KILL", *namespace),
            *("sh", "-c", script, "sh", str(self._run)),
            *(self._program, "--foreground", "--config", configuration, *options),
        ]
        environment = dict(os.environ)
        if self._shim is not None:
            environment["LD_PRELOAD"] = str(self._shim)
            environment[POLL_VARIABLE] = str(int(self.poll_s * 1000))
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own paths
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment
            )
        if self._wait_until_up():
            return True
        self.kill()
        return False

    def _wait_until_up(self) -> bool:
        give_up = time.monotonic() + _START_S
        while time.monotonic() < give_up:
            if self._process is None or self._process.poll() is not None:
                return False
            if b" Failed" in self._log_path.read_bytes():
                # A port was taken: pcscd runs on without that reader.
                return False
            if _takes_connections(self.socket_path) and all(map(is_taken, self.ports)):
                return True
            time.sleep(0.01)
        return False

    def _has_polkit(self) -> bool:
        # Newer builds ask polkit, which is not there in a container, and then refuse even root. Older ones
        # stop at an option that they do not know.
        version = subprocess.run([self._program, "-v"], capture_output=True, check=False)  # noqa: S603
        return b"polkit" in version.stdout + version.stderr

    def _write_configuration(self) -> None:
        folder = self._directory / "readers"
        folder.mkdir(exist_ok=True)
        entries: list[str] = []
        for index, port in enumerate(self.ports):
            # Two readers on one driver file share its table of slots and garble each other's cards.
            driver = self._directory / f"libifdvpcd-{index}.so"
            shutil.copyfile(_DRIVER, driver)
            entries += [
                f'FRIENDLYNAME "{_friendly_name(index)}"',
                f"DEVICENAME /dev/null:0x{port:X}",
                f"LIBPATH {driver}",
                f"CHANNELID 0x{port:X}",
            ]
        (folder / "virtual").write_text("\n".join([*entries, ""]), "utf-8")

    def _remove_leftovers(self) -> None:
        # A pid file whose number another program has by now would keep pcscd from starting.
        for path in self._run.iterdir():
            path.unlink()


def has_room_for_socket(directory: Path) -> bool:
    """Say whether the path of a socket below ``directory`` is short enough for the system."""
    return len(os.fsencode(directory.resolve() / "run" / _SOCKET_NAME)) <= _SOCKET_PATH_MAX


def _friendly_name(index: int) -> str:
    return f"Virtual Reader {index + 1}"


def require_program(name: str) -> str:
    """Return the path of a program.

    :raises PcscdUnavailable: when it is not installed.
    """
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise PcscdUnavailable(f"the package {name} is not installed")
    return program


def _takes_connections(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
