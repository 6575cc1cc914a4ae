"""A program that is kept running: started, watched, and started again when it ends by itself.

Rule: its going is logged once and its return once; in between it is tried less and less often.
"""

import logging
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from click import ClickException

from pos.cli.ports import open_port

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
# One that ends sooner has not come back.
LASTS_S = 20.0


@dataclass(eq=False)
class Program:
    """A command that is to run.

    `waits_for` is a file that has to exist first. `port` is one that it serves: opened here and handed over
    with the option `--socket`, so whoever answers there while it runs is this program.
    """

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    waits_for: Path | None = None
    port: int | None = None
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started_s: float = field(default=0.0, init=False)
    _may_start_s: float = field(default=0.0, init=False)
    _pause_s: float = field(default=FIRST_PAUSE_S, init=False)
    _is_missed: bool = field(default=False, init=False)

    @property
    def is_running(self) -> bool:
        """Tell whether it runs."""
        return self._child is not None and self._child.poll() is None

    def start(self, at_s: float) -> None:
        """Start it.

        :raises ClickException: when its port is taken.
        """
        with ExitStack() as handed_over:
            command, sockets = list(self.command), []
            if self.port is not None:
                sockets.append(handed_over.enter_context(open_port(self.port)).fileno())
                command += ["--socket", str(sockets[0])]
            self._child = subprocess.Popen(command, env=self.environ, pass_fds=sockets)  # noqa: S603 - our own
        self._started_s = at_s

    def look(self, at_s: float) -> None:
        """Start it if it does not run and may; notice that it ended, or that it is back."""
        if self._child is None:
            if at_s >= self._may_start_s and (self.waits_for is None or self.waits_for.exists()):
                self._start_again(at_s)
            return
        code = self._child.poll()
        if code is not None:
            self._child = None
            self._miss(f"ended with {code}", at_s)
        elif at_s - self._started_s >= LASTS_S:
            if self._is_missed:
                log.warning("%s is back", self.name)
            self._is_missed = False
            self._pause_s = FIRST_PAUSE_S

    def tell_to_end(self) -> None:
        """Ask it to end."""
        if self._child is not None:
            self._child.send_signal(signal.SIGTERM)

    def wait_or_kill(self, patience_s: float) -> None:
        """Wait until it has ended; end it the hard way if that takes too long."""
        if self._child is None:
            return
        try:
            self._child.wait(max(patience_s, 0))
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _start_again(self, at_s: float) -> None:
        try:
            self.start(at_s)
        except ClickException as refusal:
            self._miss(refusal.message, at_s)
            # A part of it that outlived the rest has its port for some seconds; looking again costs nothing.
            self._may_start_s = at_s + FIRST_PAUSE_S

    def _miss(self, why: str, at_s: float) -> None:
        if not self._is_missed:
            log.warning("%s: %s; it is started again", self.name, why)
        self._is_missed = True
        self._may_start_s = at_s + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
