"""Which version this is, as the package says."""

from importlib.metadata import version

VERSION = version("canteen-pos")
