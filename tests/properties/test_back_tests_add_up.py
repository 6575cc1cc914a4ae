"""Whatever was sold: the parts of a back-test add up to its total, and two halves of a period to all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from pos.database import Database, open_database
from pos.reports.backtest.repricing import Backtest
from pos.reports.backtest.result import NOTHING, Comparison, Part, Sums
from pos.sales.tables import orders
from pricing import parse_scheme
from tests.schemes import DEMO
from tests.sold_periods import Period, write_sales
from tests.trial_schemes import COUNTED, GATED, PLAIN

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCHEMES = {text: parse_scheme(text, source="trial") for text in (DEMO, PLAIN, COUNTED, GATED)}
PERIODS = st.builds(
    Period,
    orders=st.integers(0, 60),
    days=st.integers(1, 40),
    members=st.integers(1, 4),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    seed=st.integers(0, 1000),
)
COUNTS = ("orders", "guest_orders", "dearer", "cheaper")


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo's books without their guards, to be copied."""
    path = tmp_path_factory.mktemp("bare") / "canteen.sqlite3"
    shutil.copy(sqlite_template, path)
    books = open_database(f"sqlite:///{path}")
    write_sales(books, Period(orders=0, days=1, members=0))
    books.engine.dispose()
    return path


@contextmanager
def books_of(template: Path, period: Period) -> Iterator[Database]:
    """Give fresh books with the sales of a period."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "canteen.sqlite3"
        shutil.copy(template, path)
        books = open_database(f"sqlite:///{path}")
        write_sales(books, period)
        yield books
        books.engine.dispose()


def compare(books: Database, toml: str, from_date: date, until_date: date) -> Comparison:
    """Price some days again."""
    return Backtest(books, SCHEMES[toml], from_date=from_date, until_date=until_date, page_orders=7).run()


def add(sums: Iterable[Sums]) -> Sums:
    """Add sums up."""
    return reduce(Sums.plus, sums, NOTHING)


def borne(parts: Iterable[Part]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return what each payer bears in all parts together."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for part in parts:
        for payer in part.payers:
            key = (payer.kind, payer.payer.code)
            sold_fen, scheme_fen = found.get(key, (0, 0))
            found[key] = (sold_fen + payer.sold_fen, scheme_fen + payer.scheme_fen)
    return found


def assert_same(parts: list[Part], total: Part) -> None:
    """Check that parts add up to a total in every figure but the members."""
    for name in COUNTS:
        assert sum(getattr(part, name) for part in parts) == getattr(total, name)
    assert add(part.sold for part in parts) == total.sold
    assert add(part.scheme for part in parts) == total.scheme
    assert borne(parts) == borne([total])


def assert_sound(part: Part) -> None:
    """Check that a part's own sums fit each other and its payers."""
    for side, sums in enumerate((part.sold, part.scheme)):
        assert sums.list_fen - sums.discount_fen - sums.subsidy_fen == sums.paid_fen
        of_kind = dict.fromkeys(("discount", "subsidy", "operator"), 0)
        for payer in part.payers:
            of_kind[payer.kind] += (payer.sold_fen, payer.scheme_fen)[side]
        assert of_kind == {
            "discount": sums.discount_fen,
            "subsidy": sums.subsidy_fen,
            "operator": sums.operator_fen,
        }
    assert part.dearer + part.cheaper <= part.orders
    assert part.members <= part.orders - part.guest_orders


@FEW
@given(period=PERIODS, toml=st.sampled_from(list(SCHEMES)))
def test_days_tiers_and_payers_add_up_to_the_total(template: Path, period: Period, toml: str) -> None:
    with books_of(template, period) as books:
        found = compare(books, toml, period.first, period.until)

        days, tiers = [day.part for day in found.days], [tier.part for tier in found.tiers]
        assert_same(days, found.total)
        assert_same(tiers, found.total)
        for part in (found.total, *days, *tiers):
            assert_sound(part)
        assert sum(day.barred for day in found.days) == found.barred.orders
        _assert_all_orders_have_a_place(books, found, period)


@FEW
@given(period=PERIODS, toml=st.sampled_from(list(SCHEMES)), share=st.integers(0, 100))
def test_two_halves_of_a_period_add_up_to_the_whole(
    template: Path, period: Period, toml: str, share: int
) -> None:
    middle = period.first + timedelta(days=period.days * share // 100)
    with books_of(template, period) as books:
        whole = compare(books, toml, period.first, period.until)

        halves = [
            compare(books, toml, first, until)
            for first, until in ((period.first, middle), (middle, period.until))
        ]

    assert_same([half.total for half in halves], whole.total)
    assert [day for half in halves for day in half.days] == list(whole.days)


@FEW
@given(period=PERIODS)
def test_under_the_scheme_that_was_in_force_nothing_differs(template: Path, period: Period) -> None:
    with books_of(template, period) as books:
        found = compare(books, DEMO, period.first, period.until)

    assert found.total.orders == period.orders
    for part in (found.total, *(day.part for day in found.days), *(tier.part for tier in found.tiers)):
        assert part.sold == part.scheme
        assert all(payer.sold_fen == payer.scheme_fen for payer in part.payers)


def _assert_all_orders_have_a_place(books: Database, found: Comparison, period: Period) -> None:
    with books.read() as connection:
        counted, listed, discount, subsidy, paid = connection.execute(
            select(
                func.count(),
                *(
                    func.coalesce(func.sum(orders.c[name]), 0)
                    for name in ("list_total_fen", "discount_total_fen", "subsidy_total_fen", "total_fen")
                ),
            )
        ).one()
    sold = add((found.total.sold, found.barred.sold, *(group.sold for group in found.left_out)))
    assert counted == found.orders == period.orders
    assert sold == Sums(listed, discount, subsidy, paid, 0)
