"""How is the card desk run? The one rule: all of it ends together, the desk, its pcscd and its cards."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

from cardreader.virtual.desk import Desk
from cardreader.virtual.desk_api import DeskServer
from cardreader.virtual.desk_cards import read_cards
from cardreader.virtual.pcscd import PrivatePcscd, has_room_for_socket
from cardreader.virtual.vpcd import Slot

READY_NAME = "ready"
EXIT_PCSCD_ENDED = 69
# A card is noticed after 10 ms on average, for 1.5 % of a core while one lies there.
POLL_S = 0.02

_log = logging.getLogger(__name__)


def run_desk(
    cards_file: Path, state_dir: Path, port: int, *, readers: int = 1, poll_s: float = POLL_S
) -> int:
    """Run pcscd, the virtual readers and the desk until told to end; return the exit code of the process.

    Writes ``state_dir/ready``, a JSON file {"pid", "url", "socket", "readers"}, once everything runs, and
    removes it at the end; the pid tells one that was left behind by a desk that was killed. Programs that
    read the cards need ``PCSCLITE_CSOCK_NAME`` set to ``socket``; that stays the same over restarts, unless
    the path of ``state_dir`` is too long for a socket. Port 0 takes a free one. Returns 0 after
    SIGTERM or Ctrl-C, ``EXIT_PCSCD_ENDED`` (69) when pcscd ended by itself. Call it from the main thread.

    :raises PcscdUnavailable: when a private pcscd cannot run here.
    :raises ValueError: when the file of cards is not good.
    """
    read_cards(cards_file)
    state_dir.mkdir(parents=True, exist_ok=True)
    ready = state_dir / READY_NAME
    ready.unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, _stop)
    folder = state_dir / "pcscd"
    if not has_room_for_socket(folder):
        folder = Path(tempfile.mkdtemp(prefix="canteen-pcscd-"))
    pcscd = PrivatePcscd(folder, readers=readers, poll_s=poll_s)
    if not pcscd.is_local:
        _log.warning("without gcc the virtual readers listen on all interfaces: ports %s", pcscd.ports)
    try:
        pcscd.start()
        slots = tuple(Slot(slot_port, poll_s=pcscd.poll_s) for slot_port in pcscd.ports)
        desk = Desk(cards_file, state_dir / "counters", slots, pcscd.reader_names)
        with DeskServer(port, desk) as server:
            threading.Thread(target=server.serve_forever, args=(0.1,), name="desk", daemon=True).start()
            _write_ready(ready, server, pcscd)
            _log.info("the card desk is at http://127.0.0.1:%d", server.server_port)
            pcscd.wait()
            _log.error("pcscd ended")
            return EXIT_PCSCD_ENDED
    except KeyboardInterrupt:
        return 0
    finally:
        ready.unlink(missing_ok=True)
        pcscd.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _write_ready(path: Path, server: DeskServer, pcscd: PrivatePcscd) -> None:
    content = {
        "pid": os.getpid(),
        "url": f"http://127.0.0.1:{server.server_port}",
        "socket": str(pcscd.socket_path),
        "readers": list(pcscd.reader_names),
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content), "utf-8")
    new.replace(path)
