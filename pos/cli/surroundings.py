"""What does the environment say to a command? The one rule: what is wrong with it is said in one line."""

import os

from click import ClickException

from pos.settings import Settings, read_settings


def settings_here() -> Settings:
    """Return the settings of the environment.

    :raises ClickException: when they cannot be read.
    """
    try:
        return read_settings(os.environ)
    except ValueError as error:
        raise ClickException(f"PORT is a number: {error}") from error
