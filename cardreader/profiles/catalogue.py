"""Which kinds of cards are there? The one rule: this is the list, in order of preference.

The application of ``fmcos-3des`` is the purse of PBOC 1.0 and 2.0; an operator's own cards may have another.
"""

from __future__ import annotations

from cardreader.profiles.profile import Algorithm, CardFile, Family, Profile, Trust

CPU_AES = Profile(
    code="cpu-aes",
    name_zh="CPU卡（AES）",
    name_en="CPU card (AES)",
    trust=Trust.STRONG,
    family=Family.CPU,
    algorithm=Algorithm.AES_CMAC,
    aid=b"\xf0HXFCARD1",
    key_number=1,
    has_counter=True,
    card_file=CardFile(0x15, 30),
    number_file=CardFile(0x16, 16),
)
CPU_SM4 = Profile(
    code="cpu-sm4",
    name_zh="CPU卡（国密SM4）",
    name_en="CPU card (SM4)",
    trust=Trust.STRONG,
    family=Family.CPU,
    algorithm=Algorithm.SM4_CMAC,
    aid=CPU_AES.aid,
    key_number=1,
    has_counter=True,
    card_file=CPU_AES.card_file,
    number_file=CPU_AES.number_file,
)
DESFIRE_EV2 = Profile(
    code="desfire-ev2",
    name_zh="DESFire EV2/EV3卡",
    name_en="DESFire EV2/EV3",
    trust=Trust.STRONG,
    family=Family.DESFIRE,
    serial_prefix="DF-",
    algorithm=Algorithm.AES_CMAC,
    aid=bytes.fromhex("F13701"),
    key_number=1,
    has_counter=True,
    # The record file that each challenge is written into.
    card_file=CardFile(0x02, 16),
    number_file=CardFile(0x01, 16),
)
FMCOS_3DES = Profile(
    code="fmcos-3des",
    name_zh="FMCOS卡（3DES）",
    name_en="FMCOS/PBOC card (3DES)",
    trust=Trust.STRONG,
    family=Family.FMCOS,
    serial_prefix="FM-",
    algorithm=Algorithm.TRIPLE_DES,
    aid=bytes.fromhex("A00000000386980701"),
    key_number=1,
    card_file=CardFile(0x15, 30),
)
MIFARE_CLASSIC = Profile(
    code="mifare-classic",
    name_zh="M1卡",
    name_en="MIFARE Classic",
    trust=Trust.WEAK,
    family=Family.CLASSIC,
    serial_prefix="M1-",
    algorithm=Algorithm.AES_CMAC,
    # The first block of sector 1.
    number_file=CardFile(0x04, 16),
)
ID_CHIP = Profile(
    code="id-chip",
    name_zh="身份证芯片号",
    name_en="ID card (chip number)",
    trust=Trust.UID,
    family=Family.CHIP,
    serial_prefix="ID-",
)
UID = Profile(
    code="uid",
    name_zh="仅卡号",
    name_en="Serial number only",
    trust=Trust.UID,
    family=Family.UID,
    serial_prefix="UID-",
)
PROFILES = (CPU_AES, CPU_SM4, DESFIRE_EV2, FMCOS_3DES, MIFARE_CLASSIC, ID_CHIP, UID)
_BY_PREFIX = {profile.serial_prefix: profile for profile in PROFILES if profile.serial_prefix}
# Those that have keys.
KEYED = tuple(profile for profile in PROFILES if profile.algorithm is not None)
_BY_CODE = {profile.code: profile for profile in PROFILES}


def profile_of(code: str) -> Profile:
    """Return the profile of that code.

    :raises KeyError: when there is none.
    """
    return _BY_CODE[code]


def profile_of_serial(serial: str) -> Profile:
    """Return the profile of a card by the prefix of its serial number, ``cpu-aes`` for one without.

    The serial number does not say whether a CPU card reckons with AES or with SM4; the card does.
    """
    prefix, dash, _ = serial.partition("-")
    return _BY_PREFIX.get(prefix + dash, CPU_AES)
