"""Signed requests: what is believed, and what is not."""

from datetime import UTC, datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

import pytest

from cardreader.signing import (
    KEY_BYTES_MIN,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TILL_HEADER,
    TIME_HEADER,
    BadSignature,
    ClockSkew,
    NonceMemory,
    ReplayedNonce,
    sign,
    verify,
)

KEY = bytes(range(32))
NOW = datetime(2026, 11, 25, 3, 42, tzinfo=UTC)
PATH = "/api/agent/work?wait_s=20"


class Changed(TypedDict):
    """What a test changes of the request that arrives."""

    method: NotRequired[str]
    path: NotRequired[str]
    body: NotRequired[bytes]
    at: NotRequired[datetime]
    nonces: NotRequired[NonceMemory]


def _signed(body: bytes = b"{}", *, till: str = "T1", at: datetime = NOW) -> dict[str, str]:
    return sign(till=till, key=KEY, method="POST", path=PATH, body=body, at=at)


def _verify(headers: dict[str, str], **changed: Unpack[Changed]) -> str:
    return verify(
        headers,
        find_key={"T1": KEY, "T2": bytes(32)}.get,
        method=changed.get("method", "POST"),
        path=changed.get("path", PATH),
        body=changed.get("body", b"{}"),
        at=changed.get("at", NOW),
        nonces=changed.get("nonces", NonceMemory()),
    )


def test_signed_request_names_its_till() -> None:
    assert _verify(_signed()) == "T1"


def test_names_of_headers_may_be_in_any_case() -> None:
    assert _verify({name.upper(): value for name, value in _signed().items()}) == "T1"


@pytest.mark.parametrize(
    "changed",
    [
        Changed(method="GET"),
        Changed(path="/api/agent/work?wait_s=21"),
        Changed(path="/api/agent/work"),
        Changed(body=b"{ }"),
        Changed(body=b""),
    ],
)
def test_request_that_was_changed_on_the_way_is_refused(changed: Changed) -> None:
    with pytest.raises(BadSignature):
        _verify(_signed(), **changed)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (TILL_HEADER, "T2"),
        (TILL_HEADER, "T3"),
        (TILL_HEADER, "T1\nx"),
        (TIME_HEADER, "1795578121"),
        (TIME_HEADER, "-1"),
        (TIME_HEADER, "999999999999"),
        (TIME_HEADER, "１"),
        (NONCE_HEADER, "0" * 32),
        (NONCE_HEADER, "0" * 31),
        (SIGNATURE_HEADER, "0" * 64),
        (SIGNATURE_HEADER, "ü"),
        (SIGNATURE_HEADER, ""),
    ],
)
def test_header_that_was_changed_is_refused(header: str, value: str) -> None:
    with pytest.raises(BadSignature):
        _verify({**_signed(), header: value})


@pytest.mark.parametrize("header", [TILL_HEADER, TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER])
def test_missing_header_is_refused(header: str) -> None:
    headers = _signed()
    del headers[header]
    with pytest.raises(BadSignature):
        _verify(headers)


def test_till_that_is_unknown_cannot_use_the_key_of_nobody() -> None:
    headers = sign(till="T3", key=bytes(16), method="POST", path=PATH, body=b"{}", at=NOW)
    with pytest.raises(BadSignature):
        _verify(headers)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_clocks_may_be_30_seconds_apart(seconds: int) -> None:
    assert _verify(_signed(), at=NOW + timedelta(seconds=seconds)) == "T1"


@pytest.mark.parametrize("seconds", [-31, 31])
def test_clocks_further_apart_are_refused(seconds: int) -> None:
    with pytest.raises(ClockSkew):
        _verify(_signed(), at=NOW + timedelta(seconds=seconds))


def test_request_is_believed_once() -> None:
    nonces = NonceMemory()
    headers = _signed()
    _verify(headers, nonces=nonces)
    with pytest.raises(ReplayedNonce):
        _verify(headers, nonces=nonces)


def test_request_is_believed_once_until_it_is_too_old() -> None:
    nonces = NonceMemory()
    headers = _signed(at=NOW + timedelta(seconds=30))
    _verify(headers, nonces=nonces)
    with pytest.raises(ReplayedNonce):
        _verify(headers, at=NOW + timedelta(seconds=60), nonces=nonces)
    with pytest.raises(ClockSkew):
        _verify(headers, at=NOW + timedelta(seconds=61), nonces=nonces)


def test_every_signature_has_a_nonce_of_its_own() -> None:
    nonces = NonceMemory()
    assert {_verify(_signed(), nonces=nonces) for _ in range(3)} == {"T1"}


def test_nonces_are_forgotten_with_time() -> None:
    nonces = NonceMemory()
    for second in range(200):
        assert nonces.take("T1", f"{second:032x}", at=NOW + timedelta(seconds=second))
    assert len(nonces) == 61


def test_tills_may_use_the_same_nonce() -> None:
    nonces = NonceMemory()
    assert nonces.take("T1", "0" * 32, at=NOW)
    assert nonces.take("T2", "0" * 32, at=NOW)


def test_forged_request_is_not_remembered() -> None:
    nonces = NonceMemory()
    with pytest.raises(BadSignature):
        _verify({**_signed(), SIGNATURE_HEADER: "0" * 64}, nonces=nonces)
    assert len(nonces) == 0


@pytest.mark.parametrize(("till", "key"), [("T 1", KEY), ("", KEY), ("T1", bytes(15))])
def test_till_or_key_that_cannot_be_is_refused(till: str, key: bytes) -> None:
    with pytest.raises(ValueError, match="till"):
        sign(till=till, key=key, method="GET", path=PATH, body=b"", at=NOW)


@pytest.mark.parametrize("stored", [b"", b"short", bytes(KEY_BYTES_MIN - 1)])
def test_a_till_whose_key_is_damaged_is_unknown(stored: bytes) -> None:
    headers = sign(till="T1", key=bytes(KEY_BYTES_MIN), method="GET", path="/", body=b"", at=NOW)

    with pytest.raises(BadSignature):
        verify(
            headers,
            find_key=lambda _: stored,
            method="GET",
            path="/",
            body=b"",
            at=NOW,
            nonces=NonceMemory(),
        )
