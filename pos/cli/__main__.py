"""`python -m pos.cli` is `canteen`."""

from pos.cli.main import main

main()
