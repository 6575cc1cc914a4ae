"""The card that is to be issued: the one that lies on a till's reader, genuine, and nobody's yet.

Rule: a card proves that it has our key before it is issued, over the very act; a bare serial number cannot.
"""

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from cardreader.profiles.catalogue import profile_of
from cardreader.profiles.profile import Trust
from pos.cards.cards import CardProofRefused
from pos.cards.issuing import require_new_card
from pos.cards.life import NewCard
from pos.web.canteen import Canteen


def take_new_card(here: Canteen, *, till: str, presentation: str, act_id: str) -> NewCard:
    """Return the card on the till's reader, to be issued by an act; waits for its answer.

    :raises CardRemoved, CardTaken, ExpiredCard, UnreadableCard: when it cannot be issued.
    :raises ReaderOffline, CardNotAnswering: when it does not answer.
    :raises CardProofRefused: when it has not our key.
    """
    shown = require_new_card(here.readers, till, presentation)
    serial = shown.serial or ""
    if profile_of(shown.profile).trust is not Trust.UID:
        with here.readers.paying(serial):
            answer = here.readers.prove(till, shown, order=act_id, amount_fen=0)
        challenge = payment_challenge(answer.session, till, act_id, 0)
        is_its_own = (answer.proof.profile, answer.proof.serial) == (shown.profile, serial)
        if not is_its_own or not verify_proof(here.equipment.card_keys, answer.proof, challenge):
            raise CardProofRefused
    # A card without a printed number is known by its serial.
    return NewCard(serial, shown.number or serial, shown.profile)
