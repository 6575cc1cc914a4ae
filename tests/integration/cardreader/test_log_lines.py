"""What the log says: a device that goes is named once, and once when it is back, however long it takes."""

import socket
import threading
from pathlib import Path

import pytest

from cardreader.virtual.pcscd import PrivatePcscd
from cardreader.virtual.vpcd import Slot
from tests.integration.cardreader.conftest import Watch
from tests.integration.cardreader.waiting import wait_until


class DeafService:
    """Something at the place of pcscd that hangs up at once, and counts how often it was tried."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.tries = 0
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._hang_up)
        self._thread.start()

    def stop(self) -> None:
        """Go away."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        self._path.unlink()

    def _hang_up(self) -> None:
        while True:
            try:
                wire, _ = self._listener.accept()
            except OSError:
                return
            wire.close()
            self.tries += 1


def test_service_that_goes_is_logged_once_however_often_it_is_tried(
    watch: Watch,
    slots: tuple[Slot, ...],
    pcscd: PrivatePcscd,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def said() -> list[str]:
        return [record.levelname for record in caplog.records if "the card service" in record.getMessage()]

    watch.monitor.start()
    wait_until(lambda: said() == ["INFO"])
    pcscd.kill()
    deaf = DeafService(pcscd.socket_path)
    try:
        wait_until(lambda: deaf.tries >= 5)
        assert said() == ["INFO", "WARNING"]
    finally:
        deaf.stop()
    pcscd.start()
    wait_until(lambda: said() == ["INFO", "WARNING", "INFO"])
