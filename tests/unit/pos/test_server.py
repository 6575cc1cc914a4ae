"""Every setting that the web server needs reaches gunicorn; one that it does not know stops the start."""

import pytest

from pos.cli import server

SOCKET_NUMBER = 7


def test_gunicorn_takes_each_setting() -> None:
    config = server._Server(SOCKET_NUMBER).cfg

    assert config.address == [SOCKET_NUMBER]
    for name, value in server.OPTIONS.items():
        assert config.settings[name].get() == value


def test_a_setting_that_gunicorn_does_not_know_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(server.OPTIONS, "thread_count", 64)

    with pytest.raises(SystemExit):
        server._Server(SOCKET_NUMBER)

    assert "thread_count" in capsys.readouterr().err
