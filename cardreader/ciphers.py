"""How is a key derived and a MAC made? The one rule: algorithms of published standards, no card and no file.

Every card has a key of its own, derived from a master key and the card's serial number, so that a key taken
out of one card opens no other. Sources: NIST SP 800-38B and RFC 4493 (CMAC), NXP AN10922 (derivation with
AES), GB/T 32907 (SM4), PBOC 2.0 part 10 (derivation with 3DES).
"""

from __future__ import annotations

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

BLOCK_BYTES = 16
DES_BLOCK_BYTES = 8
_DERIVED_FROM_MAX = 2 * BLOCK_BYTES - 1
_DERIVE_AES128 = b"\x01"


def cmac(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte AES-CMAC of ``message``."""
    return _cmac(algorithms.AES(key), message)


def cmac_sm4(key: bytes, message: bytes) -> bytes:
    """Return the 16-byte CMAC of ``message`` with SM4."""
    return _cmac(algorithms.SM4(key), message)


def diversify(master_key: bytes, derived_from: bytes) -> bytes:
    """Derive an AES-128 key from ``derived_from`` (1 to 31 bytes) as AN10922 says.

    AN10922 always works on two blocks. Plain CMAC pads to one where the constant and the input fit into 16
    bytes, and then gives another key; so the padding and the last XOR are done here, not by CMAC.

    :raises ValueError: when a length is wrong.
    """
    if len(master_key) != BLOCK_BYTES:
        raise ValueError("the master key must have 16 bytes")
    if not 1 <= len(derived_from) <= _DERIVED_FROM_MAX:
        raise ValueError("a key is derived from 1 to 31 bytes")
    message = _DERIVE_AES128 + derived_from
    once, twice = _subkeys(master_key)
    if len(message) == 2 * BLOCK_BYTES:
        last_mask = once
    else:
        message = (message + b"\x80").ljust(2 * BLOCK_BYTES, b"\x00")
        last_mask = twice
    first = _encrypt_block(algorithms.AES(master_key), message[:BLOCK_BYTES])
    last = xor(xor(message[BLOCK_BYTES:], last_mask), first)
    return _encrypt_block(algorithms.AES(master_key), last)


def diversify_sm4(master_key: bytes, serial: bytes) -> bytes:
    """Derive an SM4 key from a serial number of 8 bytes: the number and its complement, encrypted.

    :raises ValueError: when a length is wrong.
    """
    if (len(master_key), len(serial)) != (BLOCK_BYTES, 8):
        raise ValueError("the master key must have 16 bytes, the serial number 8")
    return _encrypt_block(algorithms.SM4(master_key), serial + complement(serial))


def diversify_3des(master_key: bytes, serial: bytes) -> bytes:
    """Derive a 3DES key of 16 bytes from a serial number of 8: it and its complement, each encrypted.

    :raises ValueError: when a length is wrong.
    """
    return encrypt_3des(master_key, serial) + encrypt_3des(master_key, complement(serial))


def encrypt_3des(key: bytes, block: bytes) -> bytes:
    """Encrypt one block of 8 bytes with a key of 16 or 24.

    :raises ValueError: when a length is wrong.
    """
    if len(key) not in (16, 24) or len(block) != DES_BLOCK_BYTES:
        raise ValueError("a key of 3DES has 16 or 24 bytes, a block 8")
    return _encrypt_block(TripleDES(key if len(key) == 24 else key + key[:8]), block)


def encrypt_cbc(key: bytes, blocks: bytes) -> bytes:
    """Encrypt whole blocks with AES-CBC from a block of zeros, as DESFire does with random numbers."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(BLOCK_BYTES))).encryptor()
    return encryptor.update(blocks) + encryptor.finalize()


def decrypt_cbc(key: bytes, blocks: bytes) -> bytes:
    """Undo :func:`encrypt_cbc`."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(BLOCK_BYTES))).decryptor()
    return decryptor.update(blocks) + decryptor.finalize()


def complement(text: bytes) -> bytes:
    """Turn every bit over."""
    return bytes(byte ^ 0xFF for byte in text)


def xor(left: bytes, right: bytes) -> bytes:
    """Combine two texts of one length."""
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _cmac(cipher: BlockCipherAlgorithm, message: bytes) -> bytes:
    code = CMAC(cipher)
    code.update(message)
    return code.finalize()


def _encrypt_block(cipher: BlockCipherAlgorithm, block: bytes) -> bytes:
    # ECB of exactly one block is the bare cipher, which CMAC is built of; no message is encrypted with it.
    encryptor = Cipher(cipher, modes.ECB()).encryptor()  # noqa: S305 - the bare block cipher
    return encryptor.update(block) + encryptor.finalize()


def _subkeys(key: bytes) -> tuple[bytes, bytes]:
    once = _double(_encrypt_block(algorithms.AES(key), bytes(BLOCK_BYTES)))
    return once, _double(once)


def _double(block: bytes) -> bytes:
    doubled = int.from_bytes(block, "big") << 1
    if doubled >> 128:
        doubled = (doubled ^ 0x87) & ((1 << 128) - 1)
    return doubled.to_bytes(BLOCK_BYTES, "big")
