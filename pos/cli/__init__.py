"""The command line: `canteen`."""

from pos.cli.main import main

__all__ = ["main"]
