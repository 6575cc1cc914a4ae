"""What is installed holds all that the programs read: modules, and the files beside them."""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cardreader", "inventory", "migrations", "pos", "pricing")
# Only what is built from them is installed.
SOURCES_OF_SCREENS = "pos/web/screens"


def _files() -> list[Path]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*"))
    files = (path.relative_to(ROOT) for path in found if path.is_file())
    return sorted(
        path
        for path in files
        if "__pycache__" not in path.parts and not path.is_relative_to(SOURCES_OF_SCREENS)
    )


def _package_data() -> set[Path]:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return {
        path.relative_to(ROOT)
        for package, patterns in setup["options.package_data"].items()
        for pattern in patterns.split()
        for path in (ROOT / package).glob(pattern)
    }


def test_every_file_beside_the_modules_is_installed() -> None:
    assert {path for path in _files() if path.suffix != ".py"} - _package_data() == set()


def test_every_module_stands_in_a_package() -> None:
    folders = {path.parent for path in _files() if path.suffix == ".py"}
    assert [folder for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []
