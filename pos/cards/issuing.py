"""Which card is to be issued? The one that lies on a till's reader, if it is nobody's yet.

Rule: what the screen showed is what is issued; a card that went, or is somebody's, is refused.
"""

from pos.cards.cards import CardProofRefused, ExpiredCard, UnknownCard, UnreadableCard
from pos.cards.life import CardTaken
from pos.cards.presentations import Finding, Presentation
from pos.cards.readers import PROBLEMS, CardRemoved, Readers

# What makes a card unfit for anybody.
UNFIT = (ExpiredCard.code, UnreadableCard.code, CardProofRefused.code)


def require_new_card(readers: Readers, till: str, id_: str) -> Presentation:
    """Return the card on the reader if it is still the one that the screen showed, and nobody's.

    :raises CardRemoved: when it is gone, another, or not known yet.
    :raises ExpiredCard, UnreadableCard, CardProofRefused: when it is no card to be issued.
    :raises CardTaken: when it is somebody's already, or was.
    """
    shown = readers.presentation(till)
    if shown is None or shown.id != id_ or shown.state == "reading":
        raise CardRemoved(till=till)
    if shown.problem in UNFIT:
        raise PROBLEMS[shown.problem or ""](till=till)
    if shown.problem != UnknownCard.code:
        raise CardTaken(card_tail=shown.tail)
    if shown.serial is None:
        raise UnreadableCard(till=till)
    return shown


def note_issued(readers: Readers, till: str, id_: str) -> None:
    """Have the till's screen show the owner of the card that was just issued, if it still lies there."""
    shown = readers.presentation(till)
    if shown is not None and shown.id == id_:
        readers.settle_anew(till, shown, Finding(shown.serial, shown.profile, shown.tail, shown.number))
