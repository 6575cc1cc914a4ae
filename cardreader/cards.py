"""Who is the card on the reader, and has it proved itself? The one rule: every kind of card goes this way.

Nothing here does I/O: :func:`identify` and :func:`prove` are talks, carried by whoever holds the wire.
Whatever bytes come back, only :class:`ProtocolError` leaves them.
"""

from __future__ import annotations

from cardreader.challenges import CHALLENGE_BYTES
from cardreader.conversation import NotOurCard, Talk
from cardreader.key_ring import KeyRing
from cardreader.profiles import bare, classic, cpu_card, desfire, fmcos
from cardreader.profiles.catalogue import DESFIRE_EV2, FMCOS_3DES, profile_of
from cardreader.profiles.profile import CardIdentity, CardProof, Family, Profile
from cardreader.profiles.reader_templates import reader_template

# What a reader says for a memory card (PC/SC part 3): no command of a CPU card reaches such a one.
_MEMORY_CARD = bytes.fromhex("A000000306")


def identify(keys: KeyRing, reader_name: str = "", atr: bytes = b"") -> Talk[CardIdentity]:
    """Find out which card lies there and who it says it is; proves nothing.

    The canteen's own CPU card takes 3 commands, any other at most 10. ``atr`` saves commands where it says
    that the card is a memory card; it is not trusted. Kinds of cards for which there is no key are not asked
    for: such a card has only its serial number.

    :raises NotOurCard: when it cannot be told who it is.
    :raises UnknownKeyVersion: when it was made with a master key that is not here.
    :raises ProtocolError: when an answer is malformed, or the serial number is random.
    """
    if _MEMORY_CARD not in atr:
        found = yield from cpu_card.identify(keys)
        if found is None and keys.has(DESFIRE_EV2.code):
            found = yield from desfire.identify(keys)
        if found is None and keys.has(FMCOS_3DES.code):
            found = yield from fmcos.identify(keys)
        if found is None:
            found = yield from bare.identify_chip()
        if found is not None:
            return found
    return (yield from classic.identify(keys, reader_template(reader_name)))


def prove(profile: str, keys: KeyRing, challenge: bytes, reader_name: str = "") -> Talk[CardProof]:
    """Have the card on the reader answer ``challenge`` (16 bytes), as a card of that profile does.

    The serial number is read in the same conversation, so that a card put on instead of the one that was
    identified names itself. Cards of trust ``uid`` only name themselves.

    :raises KeyError: when there is no such profile.
    :raises ValueError: when the challenge has not 16 bytes.
    :raises NotOurCard: when a card of another kind lies there.
    :raises WrongKey: when the card shows in the conversation that it has not the key.
    :raises ProtocolError: when an answer is malformed.
    """
    if len(challenge) != CHALLENGE_BYTES:
        raise ValueError(f"a challenge has {CHALLENGE_BYTES} bytes")
    proof = yield from _prove(profile_of(profile), keys, challenge, reader_name)
    if proof is None:
        raise NotOurCard("select", "no such application")
    return proof


def verify_proof(keys: KeyRing, proof: CardProof, challenge: bytes) -> bool:
    """Say whether ``proof`` was made by the card that it names, for this ``challenge``.

    Always False for cards of trust ``uid``: they prove nothing. For ``weak`` ones it says only that we wrote
    the card. Says nothing about the counter: whoever keeps it refuses one that is not above the last, and
    keeps the counter of every proof that verifies, also when nothing is charged.

    :raises KeyError: when the proof's profile is none.
    """
    profile = profile_of(proof.profile)
    master_key = keys.find(profile.code, proof.key_version)
    if master_key is None:
        return False
    try:
        return _verify(profile, master_key, proof, challenge)
    except ValueError:
        # The serial number or the evidence has a form that no card of this profile gives.
        return False


def _prove(profile: Profile, keys: KeyRing, challenge: bytes, reader_name: str) -> Talk[CardProof | None]:
    if profile.family is Family.CPU:
        return (yield from cpu_card.prove(profile, keys, challenge))
    if profile.family is Family.DESFIRE:
        return (yield from desfire.prove(keys, challenge))
    if profile.family is Family.FMCOS:
        return (yield from fmcos.prove(keys, challenge))
    if profile.family is Family.CLASSIC:
        return (yield from classic.prove(keys, reader_template(reader_name)))
    if profile.family is Family.CHIP:
        identity = yield from bare.identify_chip()
    else:
        identity = bare.identity_of_uid((yield from bare.read_uid()))
    return None if identity is None else CardProof(identity.profile, identity.serial, 0, None, b"")


def _verify(profile: Profile, master_key: bytes, proof: CardProof, challenge: bytes) -> bool:
    if profile.family is Family.CPU:
        return cpu_card.verify(profile, master_key, proof, challenge)
    if profile.family is Family.DESFIRE:
        return desfire.verify(master_key, proof, challenge)
    if profile.family is Family.FMCOS:
        return fmcos.verify(master_key, proof, challenge)
    return profile.family is Family.CLASSIC and classic.verify(master_key, proof)
