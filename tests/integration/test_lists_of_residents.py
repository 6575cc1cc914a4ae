"""A list of residents is joined once, all of it at once, and nobody is a member before or by half."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from pos.clock import now
from pos.database import Database
from pos.imports import running
from pos.imports.files import list_path
from pos.imports.jobs import (
    MOST_TRIES,
    ListHasErrors,
    ListKeyReused,
    ListNotReady,
    UnknownList,
    cancel,
    cancel_stale,
    find_next,
    lost_lists,
    require_list,
    try_again,
)
from pos.imports.previewing import read_findings
from pos.imports.running import Surroundings, run_list
from pos.members.finding import digests_for
from pos.members.lists import member_lists
from pos.members.members import find_member, member_of, select_members
from pos.members.people import open_person
from pos.members.tables import member_search, members, people
from pos.reports.audit import audit_books
from tests.lists import (
    count_members,
    decide,
    hand_in_bytes,
    job_of,
    join_list,
    look_at,
    surroundings,
)
from tests.resident_lists import csv_bytes, resident, residents
from tests.tickets import VAULT, uuid7

LIST = csv_bytes(residents(450))


class Killed(BaseException):
    """A process ends at once, and does nothing more."""


@pytest.fixture
def around(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """Give what a process that runs lists is given, without its rests."""
    monkeypatch.setattr(running, "PAUSE_S", 0)
    return surroundings(database, tmp_path / "lists")


def found_by(database: Database, text: str) -> list[str]:
    """Return the codes of members who are found by a text."""
    with database.read() as connection:
        query = (
            select_members()
            .join(member_search, member_search.c.member_id == members.c.id)
            .where(member_search.c.digest.in_(digests_for(VAULT, text)))
        )
        return [member_of(row).code for row in connection.execute(query)]


def findings(around: Surroundings, id_: str) -> list[tuple[int, str, str]]:
    """Return what was found in a list: row, column, code."""
    with around.database.read() as connection:
        return [(one.row, one.column, one.code) for _, one in read_findings(connection, id_, at_most=1_000)]


def test_a_preview_counts_and_joins_nobody(around: Surroundings) -> None:
    before = count_members(around.database)

    job = look_at(around, LIST)

    assert (job.step, job.state) == ("preview", "ready")
    assert job.preview is not None
    counted = {name: job.preview[name] for name in ("rows", "new", "known", "differs", "errors")}
    assert counted == {"rows": 450, "new": 450, "known": 0, "differs": 0, "errors": 0}
    assert job.preview["columns"] == [
        "name",
        "id_number",
        "phone",
        "residence",
        "hukou",
        "classes",
        "valid_until",
    ]
    assert count_members(around.database) == before


def test_a_list_that_is_confirmed_is_joined_with_everything(around: Surroundings) -> None:
    before = count_members(around.database)

    job = join_list(around, LIST)

    assert (job.state, job.joined_members) == ("done", 450)
    assert count_members(around.database) == before + 450
    name, id_number, phone, *_ = resident(40)
    [code] = found_by(around.database, id_number)
    assert found_by(around.database, phone) == [code]
    with around.database.read() as connection:
        member = find_member(connection, code)
        assert member is not None
        assert open_person(VAULT, member.person).name == name
        assert (member.residence_area, member.hukou_area, member.balance_fen) == ("tianping", "shanghai", 0)
        assert [(one.class_code, str(one.valid_until)) for one in member.proofs] == [("dibao", "2030-12-31")]
        assert audit_books(connection).disagreements == []


def test_the_same_list_again_joins_nobody(around: Surroundings) -> None:
    join_list(around, LIST)
    before = count_members(around.database)

    again = join_list(around, LIST)

    assert again.preview is not None
    assert (again.preview["new"], again.preview["known"]) == (0, 450)
    assert (again.state, again.joined_members) == ("done", 0)
    assert count_members(around.database) == before


def test_people_without_id_numbers_are_known_again_too(around: Surroundings) -> None:
    headings = ("姓名", "出生日期", "手机")
    rows = [
        ("赵建军", "1950-01-01", "19900000001"),
        ("赵建军", "1950-01-01", "19900000002"),
        ("李红", "1951-02-02", ""),
    ]
    join_list(around, csv_bytes(rows, headings))

    again = look_at(around, csv_bytes(rows, headings))
    without_phones = look_at(around, csv_bytes([row[:2] for row in rows[1:]], headings[:2]))

    for job in (again, without_phones):
        assert job.preview is not None
        assert job.preview["new"] == 0


def test_what_a_list_says_differently_of_a_member_is_told_and_changes_nothing(around: Surroundings) -> None:
    join_list(around, LIST)
    name, id_number, _, _, *rest = resident(7)
    moved = csv_bytes([(name, id_number, "19911111111", "上海市", *rest), resident(8)])

    job = join_list(around, moved)

    assert job.preview is not None
    assert (job.preview["known"], job.preview["differs"], job.joined_members) == (2, 1, 0)
    assert findings(around, job.id) == [
        (2, "phone", "differs_from_member"), (2, "residence", "differs_from_member"),
    ]  # fmt: skip
    assert found_by(around.database, "19911111111") == []


def test_rows_with_errors_are_told_and_nothing_is_joined_unless_they_are_left_out(
    around: Surroundings,
) -> None:
    before = count_members(around.database)
    rows = [*residents(3), ("", resident(4)[1]), resident(0)]
    job = look_at(around, csv_bytes(rows))

    assert findings(around, job.id) == [(5, "name", "missing"), (6, "id_number", "twice_in_the_list")]
    with pytest.raises(ListHasErrors):
        decide(around, job.id)
    assert job_of(around, job.id).state == "ready"

    decide(around, job.id, skips_errors=True)
    run_list(around, job.id)

    assert job_of(around, job.id).joined_members == 3
    assert count_members(around.database) == before + 3


def test_a_file_that_is_no_list_is_refused_with_its_reason(around: Surroundings) -> None:
    job = look_at(around, "姓名,手机\n".encode())

    assert job.state == "refused"
    assert job.error == {"reason": "columns_missing", "columns": ["id_number", "birth_date"]}
    with pytest.raises(ListNotReady):
        decide(around, job.id)


def dying_after(around: Surroundings, batches: int) -> Surroundings:
    """Return surroundings in which the process is killed after so many transactions."""
    left = [batches]

    def passed(_row: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    return replace(around, passed=passed)


@pytest.mark.parametrize("batches", [1, 2, 3])
def test_nobody_is_a_member_by_half_a_list_and_the_rest_goes_on(around: Surroundings, batches: int) -> None:
    before = count_members(around.database)
    id_ = look_at(around, LIST).id
    decide(around, id_)

    with pytest.raises(Killed):
        run_list(dying_after(around, batches), id_)

    assert count_members(around.database) == before
    assert found_by(around.database, resident(1)[1]) == []
    assert job_of(around, id_).joined_members == min(450, 200 * batches)
    around.database.write(lambda connection: try_again(connection, id_, "process_ended", at=now()))
    assert run_list(around, id_)
    assert (job_of(around, id_).state, job_of(around, id_).joined_members) == ("done", 450)
    assert count_members(around.database) == before + 450


def test_a_list_that_is_given_up_in_the_middle_leaves_nobody_behind(around: Surroundings) -> None:
    before = count_members(around.database)
    id_ = look_at(around, LIST).id
    decide(around, id_)
    with pytest.raises(Killed):
        run_list(dying_after(around, 1), id_)

    around.database.write(lambda connection: cancel(connection, id_, at=now()))
    assert job_of(around, id_).step == "forgetting"
    assert run_list(around, id_)

    assert job_of(around, id_).state == "cancelled"
    assert count_members(around.database) == before
    with around.database.read() as connection:
        gone = select(members.c.id).where(members.c.list_id == id_)
        assert connection.execute(select(people).where(people.c.member_id.in_(gone))).all() == []
        assert (
            connection.execute(select(member_search).where(member_search.c.member_id.in_(gone))).all() == []
        )
        assert audit_books(connection).disagreements == []
    # The same people may come again.
    assert join_list(around, LIST).joined_members == 450


def test_a_process_whose_list_is_given_up_stops_at_its_next_step(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)

    def give_up(_row: int) -> None:
        around.database.write(lambda connection: cancel(connection, id_, at=now()))

    assert run_list(replace(around, passed=give_up), id_)

    assert (job_of(around, id_).step, job_of(around, id_).state) == ("forgetting", "queued")
    assert job_of(around, id_).joined_members == 200


def test_two_processes_never_join_a_row_twice(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)

    def overtaken(_row: int) -> None:
        # It hung, was taken for lost, and another one does the rest.
        around.database.write(lambda connection: try_again(connection, id_, "gave_no_sign", at=now()))
        path = list_path(around.folder, id_)
        path.rename(path.with_suffix(".moved"))
        path.write_bytes(LIST)
        assert run_list(around, id_)

    run_list(replace(around, passed=overtaken), id_)

    assert (job_of(around, id_).state, job_of(around, id_).joined_members) == ("done", 450)


def test_one_list_runs_at_a_time_and_the_others_wait(around: Surroundings) -> None:
    first, second = hand_in_bytes(around, LIST), hand_in_bytes(around, csv_bytes(residents(3)))
    asked: list[Any] = []

    def look(_row: int) -> None:
        with around.database.read() as connection:
            asked.append(find_next(connection))
        asked.append(run_list(around, second))

    run_list(replace(around, passed=look), first)

    assert asked[:2] == [None, False]
    with around.database.read() as connection:
        assert find_next(connection) == second


def test_a_process_that_is_told_to_end_leaves_the_list_in_the_queue(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)
    around.told.set()

    run_list(around, id_)

    assert (job_of(around, id_).state, job_of(around, id_).done_row) == ("queued", 201)


def test_a_list_whose_file_is_gone_is_tried_again_and_then_forgotten(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)
    list_path(around.folder, id_).unlink()

    for _ in range(MOST_TRIES + 1):
        run_list(around, id_)

    job = job_of(around, id_)
    assert (job.state, job.step, job.error) == ("failed", "forgetting", {"reason": "file_gone"})


def test_a_file_that_was_changed_since_the_preview_is_not_joined(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)
    list_path(around.folder, id_).write_bytes(csv_bytes(residents(450, start=1_000)))

    run_list(around, id_)

    assert (job_of(around, id_).state, job_of(around, id_).joined_members) == ("queued", 0)


def test_a_list_is_lost_when_its_process_gave_no_sign(around: Surroundings) -> None:
    id_ = look_at(around, LIST).id
    decide(around, id_)
    with pytest.raises(Killed):
        run_list(dying_after(around, 1), id_)

    def lost(after: timedelta) -> tuple[str, ...]:
        with around.database.read() as connection:
            return lost_lists(connection, at=now() + after)

    assert lost(timedelta(minutes=1)) == ()
    assert lost(timedelta(minutes=3)) == (id_,)


def test_a_list_on_which_nobody_decides_is_given_up_after_a_day(around: Surroundings) -> None:
    kept, stale = look_at(around, LIST).id, look_at(around, csv_bytes(residents(2))).id
    a_day_ago = now() - timedelta(days=1, seconds=1)

    def work(connection: Connection) -> None:
        of_it = update(member_lists).where(member_lists.c.id == stale)
        connection.execute(of_it.values(requested_at=a_day_ago))
        cancel_stale(connection, at=now())

    around.database.write(work)

    assert [job_of(around, id_).state for id_ in (kept, stale)] == ["ready", "cancelled"]


def test_an_id_names_one_file(around: Surroundings) -> None:
    id_ = hand_in_bytes(around, LIST)

    assert hand_in_bytes(around, LIST, id_) == id_
    with pytest.raises(ListKeyReused):
        hand_in_bytes(around, LIST + b"\n", id_)


@pytest.mark.parametrize("act", [require_list, lambda connection, id_: cancel(connection, id_, at=now())])
def test_a_list_that_nobody_handed_in_is_unknown(
    around: Surroundings, act: Callable[[Connection, str], object]
) -> None:
    with pytest.raises(UnknownList):
        around.database.write(lambda connection: act(connection, uuid7()))


def test_no_word_of_the_list_is_in_the_log(around: Surroundings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    join_list(around, csv_bytes([*residents(5), ("", *resident(6)[1:])]), skips_errors=True)

    said = "\n".join(record.getMessage() for record in caplog.records)
    assert not any(cell in said for number in range(7) for cell in resident(number)[:3] if cell)
