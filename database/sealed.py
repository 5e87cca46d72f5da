"""A file encrypted with a passphrase: scrypt derives the key, AES-256-GCM encrypts and authenticates block by block.

Layout: `MAGIC`, a random salt, a check value of the passphrase, and blocks of up to `BLOCK` bytes, each with a 16-byte
tag. The nonce of a block is its number and whether it is the last one, so blocks cannot be swapped, dropped or cut off
unnoticed. The salt makes every file's key its own, so no nonce is used twice with one key.
"""

from __future__ import annotations

import hmac
import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from catalog.errors import UserError

MAGIC = b"mattress-fit sealed backup 1\n"
SALT_BYTES = 16
KEY_BYTES = 32
CHECK_BYTES = 16
TAG_BYTES = 16
BLOCK = 1 << 20
SCRYPT_N = 1 << 17  # with R: 128 MB and about half a second for every guess (OWASP's recommendation for scrypt)
SCRYPT_R = 8
SHORTEST = 12  # characters of a passphrase


def is_sealed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def seal(source: Path, target: BinaryIO, passphrase: str) -> None:
    """Write `source` encrypted to `target`.

    Raises:
        UserError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise UserError("the passphrase is too short", allowed=f"at least {SHORTEST} characters")
    salt = os.urandom(SALT_BYTES)
    key, check = _derived(passphrase, salt)
    header = MAGIC + salt + check
    target.write(header)
    cipher = AESGCM(key)
    with source.open("rb") as plain:
        block, number, last = plain.read(BLOCK), 0, False
        while not last:
            following = plain.read(BLOCK)
            last = not following
            target.write(cipher.encrypt(_nonce(number, last), block, header))
            block, number = following, number + 1


def unseal(source: Path, target: BinaryIO, passphrase: str) -> None:
    """Write the content of the encrypted file `source` to `target`.

    Raises:
        UserError: another passphrase, or a damaged or incomplete file. `target` is useless then.
    """
    with source.open("rb") as opened:
        header = opened.read(len(MAGIC) + SALT_BYTES + CHECK_BYTES)
        salt, check = header[len(MAGIC) : -CHECK_BYTES], header[-CHECK_BYTES:]
        if len(header) < len(MAGIC) + SALT_BYTES + CHECK_BYTES:
            raise _damaged(source)
        key, expected = _derived(passphrase, salt)
        if not hmac.compare_digest(check, expected):
            raise UserError("cannot be decrypted with this passphrase", where=str(source), mend="Use the one it has.")
        cipher = AESGCM(key)
        block, number, last = opened.read(BLOCK + TAG_BYTES), 0, False
        while not last:
            following = opened.read(BLOCK + TAG_BYTES)
            last = not following
            try:
                target.write(cipher.decrypt(_nonce(number, last), block, header))
            except (InvalidTag, ValueError) as error:
                raise _damaged(source) from error
            block, number = following, number + 1


def _derived(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """Key and check value of a passphrase. The check value tells a wrong passphrase from a damaged file."""
    made = Scrypt(salt, KEY_BYTES + CHECK_BYTES, SCRYPT_N, SCRYPT_R, 1).derive(
        passphrase.encode("utf-8", "surrogatepass")
    )
    return made[:KEY_BYTES], made[KEY_BYTES:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _damaged(source: Path) -> UserError:
    return UserError("is damaged or incomplete", where=str(source), mend="Use another backup.")
