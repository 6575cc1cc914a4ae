"""What stories need: a whole canteen, and a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.canteen import PATIENCE_S, RunningCanteen, running_canteen

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def canteen() -> Iterator[RunningCanteen]:
    """Run the demo canteen on SQLite with a TCP printer; ends it as Ctrl-C would."""
    with running_canteen() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, canteen: RunningCanteen) -> Iterator[Page]:
    """Give a window of the cashier's size at the first till that has to stay free of errors."""
    errors: list[str] = []
    opened = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(PATIENCE_S * 1000)
    canteen.enter(opened)
    yield opened
    opened.close()
    assert not errors
