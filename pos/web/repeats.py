"""What becomes of a write that is sent twice? Each view of the API that writes says it here, by a decorator.

Rule: whatever is said has to hold when the server is killed between the act and its answer, too. So an act
either keeps its own key in its own transaction, or sets a state that setting again leaves as it is. A view
that says nothing keeps the app from starting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
DECLARED: Final = "repeat"
KEY_HEADER: Final = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a write is kept from being done twice, and why that suffices."""

    # Whether a request has to bring a key at all.
    needs_key: bool
    # Whether the register of requests keeps its answer; else the act's own tables know it again.
    is_registered: bool
    why: str
    # The view that shows the state again, where the answer itself may not be kept.
    shown_by: str | None = None


def asks_only(view: View) -> View:
    """Declare that a view changes nothing: a question, whose answer may be another one each time."""
    return needs_no_key("it only asks")(view)


def needs_no_key(why: str) -> Callable[[View], View]:
    """Declare that a view needs no key, and why."""
    return _declare(Repeat(needs_key=False, is_registered=False, why=why))


def keeps_its_key(view: View) -> View:
    """Declare that the view's own transaction keeps the key and what came with it.

    Its answer is made anew for a repetition, from what the books say: so nothing of it need be kept.
    """
    return _declare(Repeat(needs_key=True, is_registered=False, why="its own tables keep its key"))(view)


def sets_a_state(view: View) -> View:
    """Declare that a view sets what then stays so: again is as once. Its answer is kept for a day."""
    return _declare(Repeat(needs_key=True, is_registered=True, why="it sets a state"))(view)


def sets_a_state_of_a_person(shown_by: str) -> Callable[[View], View]:
    """Declare the same of a view whose answer names a person, and is not kept.

    `shown_by` is the endpoint that shows the state to whoever asks again; it takes the same address.
    """
    return _declare(
        Repeat(needs_key=True, is_registered=True, why="it sets a state of a person", shown_by=shown_by)
    )


def repeat_of(view: Callable[..., Any]) -> Repeat | None:
    """Return what a view has declared."""
    declared: Repeat | None = getattr(view, "_apidoc", {}).get(DECLARED)
    return declared


def _declare(repeat: Repeat) -> Callable[[View], View]:
    def mark(view: View) -> View:
        # Where flask-smorest keeps what is known of a view; its decorators hand it on to what they return.
        view._apidoc = {**getattr(view, "_apidoc", {}), DECLARED: repeat}  # type: ignore[attr-defined]
        return view

    return mark
