"""The staff card on a till's reader: it proves itself over one act, at that till.

Rule: the answer counts for that act alone, at that moment; a card that only names itself is nobody.
"""

from cardreader.cards import verify_proof
from cardreader.challenges import payment_challenge
from pos.cards.cards import CardProofRefused
from pos.cards.readers import CardRemoved
from pos.staff.cards import NoStaffCard, StaffCard, require_card, take_proof
from pos.staff.staff import Staff
from pos.web.canteen import Canteen


def prove_staff_card(here: Canteen, till: str, *, act_id: str, amount_fen: int, site_code: str) -> Staff:
    """Return whose staff card lies on the till's reader; waits up to 8 s for its answer over the act.

    :raises CardRemoved: when none lies there.
    :raises NoStaffCard: when it is nobody's of the staff at this site, or not for long enough.
    :raises ReaderOffline, CardNotAnswering: when it does not answer.
    :raises CardProofRefused: when it has not our key, or is not the card that it says.
    """
    shown = here.readers.presentation(till)
    if shown is None or shown.serial is None:
        raise CardRemoved(till=till)
    if shown.problem != StaffCard.code:
        raise NoStaffCard
    with here.database.read() as connection:
        known = require_card(connection, shown.serial)
    with here.readers.paying(known.serial):
        answer = here.readers.prove(till, shown, order=act_id, amount_fen=amount_fen)
        challenge = payment_challenge(answer.session, till, act_id, amount_fen)
        is_its_own = (answer.proof.profile, answer.proof.serial) == (known.profile, known.serial)
        if not is_its_own or not verify_proof(here.equipment.card_keys, answer.proof, challenge):
            raise CardProofRefused
        return here.database.write(
            lambda connection: take_proof(connection, known.serial, answer.proof.counter, site_code)
        )
