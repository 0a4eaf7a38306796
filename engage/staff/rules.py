"""What a password must be and how it is kept, second factors, recovery codes, and how long each link lasts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from engage import vault
from engage.accounts.rules import LONGEST_PASSWORD, RECOVERY_CODES, SHORTEST_PASSWORD

HALF_WAY_LASTS = timedelta(minutes=10)
NEW_PASSWORD_LINK_LASTS = timedelta(minutes=10)
TYPED_WORDS_KEPT = timedelta(hours=1)
TOTP_SECONDS = 30
CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"

_COMMON = Path(__file__).with_name("common-passwords.txt")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = _hasher.hash(secrets.token_urlsafe(24))


def hashed(password: str) -> str:
    """The password as it is kept: argon2id, 19 MiB, two passes (docs/security.md)."""
    return _hasher.hash(password)


def matches(kept: str | None, typed: str) -> bool:
    """Whether `typed` is the password that was kept; with none kept it costs the same time and is never right."""
    try:
        _hasher.verify(kept or _NOBODYS, typed)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_stale(kept: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher.check_needs_rehash(kept)


def why_refused(password: str, *, local_words: Iterable[str] = ()) -> str | None:
    """What to do about a password that will not do, or None when it will. Length and commonness only (ASVS 6.2.5)."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Password must be {SHORTEST_PASSWORD} characters or more"
    if len(password) > LONGEST_PASSWORD:
        return f"Password must be {LONGEST_PASSWORD} characters or fewer"
    plain = password.casefold()
    if any(word in plain for word in _telling(local_words)):
        return "Choose a password without your name, the name of the trust or of this service"
    if is_common(plain):
        return "Choose a password that is harder to guess, for example three words that have nothing to do with each other"
    return None


def _telling(words: Iterable[str]) -> set[str]:
    folded = {word.casefold().strip() for word in words}
    joined = {"".join(word.split()) for word in folded}
    return {word for word in folded | joined if len(word) >= 4} | {"engage"}


def is_common(plain: str) -> bool:
    """Whether many people would think of it, also with digits or marks at its ends, or doubled."""
    core = plain.strip("0123456789!?.,-_*#@$£&+ ")
    if len(set(plain)) < 5 or not core or {plain, core} & common_passwords():
        return True
    half, odd = divmod(len(core), 2)
    return not odd and core[:half] == core[half:] and core[:half] in common_passwords()


@cache
def common_passwords() -> frozenset[str]:
    """The list that is shipped, made by tools/common_passwords.py."""
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


def new_secret() -> str:
    """A new second factor: 160 random bits in base 32."""
    return pyotp.random_base32()


def secret_address(secret: str, *, email: str, issuer: str) -> str:
    """What the QR code says, for an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step a code belongs to (this one, the last or the next), or None when it is not right."""
    here = int(now.timestamp()) // TOTP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in (here - 1, here, here + 1):
        if vault.same(totp.at(step * TOTP_SECONDS), code):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Ten codes of ten letters (49 bits each), written in two halves."""
    return ["".join(secrets.choice(CODE_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]


def recovery_hash(user_id: UUID, code: str) -> str:
    """How a recovery code is kept: keyed, so that the table alone gives nothing away."""
    typed = "".join(letter for letter in code.casefold() if letter.isalnum())
    return vault.mac(f"{user_id.hex} {typed}", purpose="recovery code")


def password_version(kept: str | None) -> str:
    """A short fingerprint of the password hash: whatever was begun under another password ends with it."""
    return vault.mac(kept or "", purpose="password version")[:16]
