"""The office imports a list of residents on the page: looks, confirms, and finds the new members."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pos.database import open_database
from pos.members.finding import digests_for
from pos.members.members import select_members
from pos.members.tables import member_search, members
from pos.vault import Vault, open_vault
from tests.canteen import PATIENCE_S, RunningCanteen
from tests.resident_lists import csv_bytes, resident, residents

DEMO = Path(__file__).parents[2] / "pos/demo/residents.csv"
COUNTS = ("new", "known", "differs", "errors")
LIST = csv_bytes(residents(40, start=500), coding="gb18030")


@pytest.fixture
def office(page: Page, canteen: RunningCanteen) -> Page:
    """Give the page on which lists are handed in."""
    page.goto(f"{canteen.url}/members/import")
    return page


def hand_in(page: Page, name: str, contents: bytes) -> None:
    """Choose a file."""
    chosen = {"name": name, "mimeType": "text/csv", "buffer": contents}
    page.get_by_test_id("list-file").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", name=re.compile(re.escape(name)))).to_be_visible()


def wait_for(page: Page, test_id: str, state: str) -> None:
    """Wait until an element is in a state: another process works on it."""
    expect(page.get_by_test_id(test_id)).to_have_attribute("data-state", state, timeout=PATIENCE_S * 1000)


def counts(page: Page) -> list[str]:
    """Return what the preview counted: new, known, differing, errors."""
    wait_for(page, "list-state", "ready")
    return [
        page.get_by_test_id(f"count-{name}").inner_text() for name in ("new", "known", "differs", "errors")
    ]


def test_a_list_is_looked_at_and_joined_and_its_people_are_found(
    office: Page, canteen: RunningCanteen
) -> None:
    hand_in(office, "april.csv", LIST)
    assert counts(office) == ["40", "0", "0", "0"]

    office.get_by_test_id("confirm-list").click()

    wait_for(office, "list-state", "done")
    expect(office.get_by_test_id("joined")).to_contain_text("40")
    assert len(found(canteen, resident(501)[1])) == 1
    hand_in(office, "again.csv", LIST)
    assert counts(office) == ["0", "40", "0", "0"]
    expect(office.get_by_test_id("confirm-list")).to_be_disabled()
    office.get_by_test_id("give-up").click()
    wait_for(office, "list-state", "cancelled")


def found(canteen: RunningCanteen, text: str) -> list[str]:
    """Return the codes of the members that are found by a text."""
    books = open_database(f"sqlite:///{canteen.environ['VAR_DIR']}/canteen.sqlite3")
    query = (
        select_members()
        .join(member_search, member_search.c.member_id == members.c.id)
        .where(member_search.c.digest.in_(digests_for(vault_of(canteen), text)))
    )
    with books.read() as connection:
        rows = [row.code for row in connection.execute(query)]
    books.engine.dispose()
    return rows


def vault_of(canteen: RunningCanteen) -> Vault:
    """Return the vault with the canteen's keys."""
    return open_vault(Path(canteen.environ["VAR_DIR"]) / "secrets")


def test_slips_are_told_row_by_row_and_left_out_when_that_is_wanted(office: Page) -> None:
    hand_in(office, "residents.csv", DEMO.read_bytes())
    assert counts(office) == ["25", "0", "0", "6"]
    told = {
        6: "no_id_number", 11: "digits_lost", 14: "no_phone", 17: "unknown_class", 20: "unknown_area",
        23: "missing", 26: "proof_over", 32: "twice_in_the_list",
    }  # fmt: skip
    for row, code in told.items():
        expect(office.get_by_test_id(f"finding-{row}")).to_have_attribute("data-code", code)
    with office.expect_download() as download:
        office.get_by_test_id("findings-file").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "digits_lost" in text
    assert "310199" not in text

    office.get_by_test_id("confirm-list").click()

    wait_for(office, "list-state", "done")
    expect(office.get_by_test_id("joined")).to_contain_text("25")


def test_a_file_that_is_no_list_says_why(office: Page) -> None:
    hand_in(office, "broken.csv", "姓名,手机\n".encode())

    wait_for(office, "list-state", "refused")
    refused = office.get_by_test_id("list-error")
    expect(refused).to_have_attribute("data-code", "columns_missing")
    expect(refused).to_contain_text("身份证号或出生日期")


def test_a_list_is_given_up(office: Page) -> None:
    hand_in(office, "other.csv", csv_bytes(residents(5, start=900)))
    assert counts(office) == ["5", "0", "0", "0"]

    office.get_by_test_id("give-up").click()

    wait_for(office, "list-state", "cancelled")


def test_nothing_of_a_list_is_left_on_the_disk_once_it_is_decided(canteen: RunningCanteen) -> None:
    canteen.get("/api/member-lists")
    folder = Path(canteen.environ["VAR_DIR"]) / "lists"

    assert list(folder.iterdir()) == []
