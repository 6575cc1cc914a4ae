"""The demo canteen on a day that no test runs out of: its morning has begun, and lunch lasts all day."""

from sqlalchemy import Connection, update

from inventory.tables import meal_periods
from pos.clock import now
from pos.database import Database
from pos.demo.load import load_demo, load_site
from pos.shifts.tables import sites
from tests.tickets import VAULT

MORNING = 8
HOURS = 24
# The zones reach from twelve hours behind UTC to fourteen before it.
MOST_BEHIND = 12


def load_in_the_morning(database: Database) -> None:
    """Load the demo canteen as if it stood where it is 8 o'clock now, and serve lunch there all day."""
    database.write(stand_in_the_morning)
    database.write(lambda connection: load_demo(connection, VAULT, now()))
    database.write(serve_lunch_all_day)


def stand_in_the_morning(connection: Connection) -> None:
    """Open the site where it is 8 o'clock now, before anything that has a day is loaded into it."""
    load_site(connection)
    ahead = MORNING - now().hour
    ahead += HOURS if ahead < -MOST_BEHIND else 0
    # These names count westward.
    connection.execute(update(sites).values(time_zone=f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"))


def serve_lunch_all_day(connection: Connection) -> None:
    """Have lunch begin and end with the day."""
    connection.execute(
        update(meal_periods)
        .where(meal_periods.c.code == "lunch")
        .values(starts_minute=0, ends_minute=HOURS * 60)
    )
