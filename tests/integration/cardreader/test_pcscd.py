"""A pcscd of our own: kept to this machine, and clear about what is missing."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from cardreader.virtual import pcscd as pcscd_module
from cardreader.virtual.pcscd import PcscdUnavailable, PrivatePcscd, has_room_for_socket
from cardreader.virtual.shim import build_shim


def test_readers_are_there(pcscd: PrivatePcscd) -> None:
    assert pcscd.reader_names == ("Virtual Reader 1 00 00", "Virtual Reader 2 00 00")
    assert pcscd.is_running


def test_readers_cannot_be_reached_from_outside(pcscd: PrivatePcscd) -> None:
    assert pcscd.is_local
    for port in pcscd.ports:
        # An address of this machine that is not the one they listen on.
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port))


def test_it_looks_for_cards_more_often(pcscd: PrivatePcscd) -> None:
    assert pcscd.poll_s == pcscd_module.QUICK_POLL_S


def test_without_a_compiler_it_runs_as_usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_shim(tmp_path) is None


def test_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PcscdUnavailable, match="no-such-pcscd"):
        pcscd_module.require_program("no-such-pcscd")


@pytest.mark.parametrize("readers", [0, 9])
def test_number_of_readers_that_cannot_be_is_refused(tmp_path: Path, readers: int) -> None:
    with pytest.raises(ValueError, match="readers"):
        PrivatePcscd(tmp_path, readers=readers)


def test_folder_with_too_long_a_path_is_refused(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    assert not has_room_for_socket(deep)
    with pytest.raises(ValueError, match="too long"):
        PrivatePcscd(deep)


def test_port_that_is_taken_is_told_with_the_reason(pcscd: PrivatePcscd, tmp_path: Path) -> None:
    folder = Path("/tmp") / f"canteen-taken-{os.getpid()}"  # noqa: S108 - a short path for the socket
    service = PrivatePcscd(folder)
    try:
        with socket.socket() as other:
            other.bind(("127.0.0.1", service.ports[0]))
            other.listen()
            with pytest.raises(PcscdUnavailable, match="Address already in use"):
                service.start()
        service.start()
        assert service.is_running
    finally:
        service.kill()
        shutil.rmtree(folder)
