"""In which areas may a member live or be registered? Rule: in those that a version of the scheme knows."""

from collections.abc import Iterable

from sqlalchemy import Connection

from pos.errors import Refusal
from pos.pricebook.pricebook import SchemeVersion, versions
from pricing.scheme.people import Area


class UnknownArea(Refusal):
    """No version of the scheme knows that area."""

    code = "unknown_area"


def areas_of(kept: Iterable[SchemeVersion]) -> tuple[Area, ...]:
    """Return every area that a version declares, in the words of the first that does."""
    areas: dict[str, Area] = {}
    for version in kept:
        for area in version.scheme().areas:
            areas.setdefault(area.code, area)
    return tuple(areas.values())


def refuse_unknown_areas(
    connection: Connection, scheme_code: str, stated: Iterable[str], *, known: Iterable[str] = ()
) -> None:
    """Refuse areas that no version of a scheme knows; '' is nowhere, and `known` are let pass.

    :raises UnknownArea: with their codes.
    """
    unknown = set(stated) - {"", *known}
    if unknown:
        unknown -= {area.code for area in areas_of(versions(connection, scheme_code))}
    if unknown:
        raise UnknownArea(areas=sorted(unknown))
