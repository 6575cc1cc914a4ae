"""docs/staff.md says of permissions and of the demo's people what the code says."""

from pathlib import Path

from pos.demo.people import PEOPLE
from pos.staff.permissions import PERMISSIONS, Role

PAGE = Path(__file__).parents[2] / "docs" / "staff.md"
BEGIN, END = "<!-- permissions -->\n", "<!-- /permissions -->"


def table() -> str:
    """Return the table of permissions as the page has to show it."""
    roles = list(Role)
    head = "| permission | " + " | ".join(role.value for role in roles) + " |\n"
    rule = "|---" * (len(roles) + 1) + "|\n"
    rows = (
        f"| `{name}` | " + " | ".join("✓" if role in has else "" for role in roles) + " |\n"
        for name, has in PERMISSIONS.items()
    )
    return head + rule + "".join(rows)


def test_the_page_shows_the_permissions_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text[text.index(BEGIN) + len(BEGIN) : text.index(END)] == table()


def test_the_page_names_the_demos_people() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for person in PEOPLE:
        assert f"| {person.code} | {person.name} | {person.role.value} | {person.pin} |" in text
