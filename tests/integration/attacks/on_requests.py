"""Attacks on the register of requests: an answer to what is still under way."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from pos.once.tables import request_keys
from tests.integration.attacks.attack import Attack


def _told_too_early(connection: Connection) -> None:
    connection.execute(
        insert(request_keys).values(
            key="0199d3a4-8000-7000-8000-000000000001",
            digest=b"digest",
            process="one",
            at=datetime(2026, 11, 25, 4, 0, tzinfo=UTC),
            answer="{}",
        )
    )


ON_REQUESTS = (Attack("told before it is done", "ck_request_keys_an_answer_has_its_status", _told_too_early),)
