"""The code about itself: small rooms, one place for each dangerous thing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("pricing", "inventory", "cardreader", "pos")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SCREENS = sorted(
    path for pattern in ("*.ts", "*.tsx", "*.css") for path in (ROOT / "pos/web/screens/src").rglob(pattern)
)
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
# The day of a moment in UTC is yesterday until 8 o'clock in Shanghai.
DAY_OF_A_MOMENT = r"\b(at|\w+_at|moment|now\(\))\.date\(\)"
DIVISIONS = (ast.Div, ast.FloorDiv, ast.Mod)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _modules_with(pattern: str) -> set[str]:
    return {_name(path) for path in MODULES if re.search(pattern, path.read_text(encoding="utf-8"))}


def _writes(*tables: str) -> str:
    """Return the pattern of a write of one of these tables, in SQLAlchemy's words or in SQL."""
    table = f"({'|'.join(tables)})"
    acts = "(insert|update|delete)"
    sql = r"(insert\s+(or\s+\w+\s+)?into|update|delete\s+from)"
    return rf"\b{acts}\((\w+\.)?{table}\b|\b{table}\.{acts}\(|(?i:\b{sql}\s+{table}\b)"


@pytest.mark.parametrize("path", [*MODULES, *SCREENS], ids=_name)
def test_a_module_is_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_fit_a_screen_and_public_ones_are_described(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or path.name == "__init__.py"
    for function in _functions(tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        assert lines <= MOST_FUNCTION_LINES, function.name
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_one_module_begins_and_commits_transactions() -> None:
    assert _modules_with(r"\.commit\(|\.begin\(\)|engine\.connect\(") == {"pos/database/database.py"}


def test_one_module_of_pos_asks_the_time() -> None:
    asking = _modules_with(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(")
    # The agent and the virtual devices are processes of their own, on other clocks.
    assert {name for name in asking if name.startswith("pos/") and "virtual_printer" not in name} == {
        "pos/clock.py"
    }


def test_one_module_of_pos_reads_the_waiting_clock() -> None:
    reading = _modules_with(r"\btime\.monotonic|from time import .*\bmonotonic\b")
    assert {name for name in reading if name.startswith("pos/")} == {
        "pos/clock.py",
        "pos/database/database.py",
    }


def test_no_utc_moment_is_taken_for_a_day() -> None:
    assert not {name for name in _modules_with(DAY_OF_A_MOMENT) if name.startswith("pos/")}


def test_one_module_writes_the_ledger() -> None:
    assert _modules_with(_writes("postings", "entries")) == {"pos/ledger/posting.py"}


def test_only_triggers_write_balances() -> None:
    assert _modules_with(_writes("account_balances")) == set()


@pytest.mark.parametrize(
    "line",
    [
        "insert(postings)",
        "insert(postings).values(id=1)",
        "postings.insert()",
        "sa.update(tables.postings)",
        "tables.postings.delete()",
        'text("INSERT INTO postings VALUES (1)")',
        'exec_driver_sql("insert or replace into postings")',
        'text("UPDATE postings SET amount_fen = 1")',
        'text("DELETE FROM postings")',
    ],
)
def test_a_write_of_a_table_is_noticed_however_it_is_spelt(line: str) -> None:
    assert re.search(_writes("postings"), line)
    assert not re.search(_writes("entries"), line)


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("business_date=at.date()", True),
        ("now().date()", True),
        ("order.sold_at.date()", True),
        ("at.astimezone(site.zone).date()", False),
        ("local.date()", False),
    ],
)
def test_a_day_of_a_utc_moment_is_noticed(line: str, is_wrong: bool) -> None:
    assert bool(re.search(DAY_OF_A_MOMENT, line)) == is_wrong


def test_one_module_divides_money() -> None:
    dividing = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            operands = ast.dump(node) if isinstance(node, ast.BinOp | ast.AugAssign) else ""
            divides = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, DIVISIONS)
            rounds = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round"
            )
            if (divides and "_fen" in operands) or (rounds and "_fen" in ast.dump(node)):
                dividing.add(_name(path))
    assert dividing <= {"pricing/money.py"}


def test_the_browser_never_computes_a_price() -> None:
    arithmetic = re.compile(r"_fen\s*[-+*/]\s*|[-+*/]\s*\w*\.?\w+_fen\b")
    found = {
        f"{_name(path)}: {line.strip()}"
        for path in SCREENS
        if path.suffix in {".ts", ".tsx"}
        for line in path.read_text(encoding="utf-8").splitlines()
        if arithmetic.search(line) and not line.strip().startswith(("//", "*", "/*", "import"))
    }
    assert not found


def test_links_in_the_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{_name(document)} links to {target}"
