"""In which areas does a place lie? In its own and in all around it."""

from collections.abc import Iterable

from pricing.scheme.people import Area


def ancestors_of(code: str, areas: Iterable[Area]) -> frozenset[str]:
    """Return an area with all the areas that it lies in.

    :raises ValueError: when areas lie within each other in a circle.
    """
    within = {area.code: area.within for area in areas}
    found: set[str] = set()
    step: str | None = code
    while step is not None:
        if step in found:
            raise ValueError(f"the area {step} lies within itself")
        found.add(step)
        step = within.get(step)
    return frozenset(found)
