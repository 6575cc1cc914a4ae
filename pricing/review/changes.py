"""How is one thing that differs between two schemes told, and which of many were added, removed or moved?"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeVar

from pricing.text import Text

ChangeKind = Literal["added", "removed", "changed", "moved"]
ThingT = TypeVar("ThingT", bound=Hashable)


class Change(NamedTuple):
    """One difference between two schemes, as a sentence of each.

    ``before`` is None of what was added, ``after`` of what was removed. ``place`` is where it stands, of what
    was removed in the old scheme ("rule dim_sum: terms[1]", from 0). What was ``moved`` stands in another
    order, or in another layer, and says the same. The sentences are alike where a change makes no difference
    to anybody, as of a threshold's price where nothing was taken off before.
    """

    kind: ChangeKind
    place: str
    before: Text | None
    after: Text | None


def change_of(place: str, before: Text | None, after: Text | None) -> Change:
    """Tell a difference by which of its two sentences is missing."""
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return Change(kind, place, before, after)


def compare_named(
    of: str,
    old: Mapping[str, ThingT],
    new: Mapping[str, ThingT],
    say: tuple[Callable[[ThingT], Text], Callable[[ThingT], Text]],
) -> Iterator[Change]:
    """Compare things by their codes; each of the two schemes says them in its own words."""
    say_old, say_new = say
    for code, thing in old.items():
        if code not in new:
            yield change_of(f"{of} {code}", say_old(thing), None)
        elif thing != new[code]:
            yield change_of(f"{of} {code}", say_old(thing), say_new(new[code]))
    for code, thing in new.items():
        if code not in old:
            yield change_of(f"{of} {code}", None, say_new(thing))


def compare_order(of: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Tell which of the codes in both lists changed places with others."""
    for code in find_moved(old, new):
        was, now = old.index(code), new.index(code)
        yield Change("moved", f"{of} {code}", place_words(was, len(old)), place_words(now, len(new)))


def find_moved(old: Sequence[ThingT], new: Sequence[ThingT]) -> list[ThingT]:
    """Find what is in both lists and stands in another order: rather few than many."""
    before = [thing for thing in old if thing in set(new)]
    after = [thing for thing in new if thing in set(old)]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {thing for block in blocks for thing in before[block.a : block.a + block.size]}
    return [thing for thing in after if thing not in kept]


def place_words(place: int, count: int) -> Text:
    """Say where in a list something stands; ``place`` counts from 0."""
    return Text(zh=f"排在第{place + 1}位，共{count}位。", en=f"Stands at place {place + 1} of {count}.")
