"""Sealed values, blind indexes, signed links and short codes: what a thief of the database must not read.

Rule: keys never touch the database; every seal and every signature names what it is for.
See docs/decisions/0005-sealed-contact-details.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.engine import Dialect

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_compact = json.JSONEncoder(separators=(",", ":")).encode
# what stands in JSON as it is; most links hold nothing else
_PLAIN, _FOR_ADDRESSES = re.compile(r"[0-9A-Za-z._-]+"), bytes.maketrans(b"+/", b"-_")


class WrongKey(ValueError):
    """A sealed value does not open with the keys at hand."""


@dataclass(frozen=True)
class _Key:
    name: str
    cipher: AESGCM
    index: bytes


class _Keyring:
    """The keys of this process: the first one seals, all of them open."""

    def __init__(self) -> None:
        self.keys: dict[str, _Key] = {}
        self.first: _Key | None = None
        self.secret = ""


_ring = _Keyring()


def open_with(*, data_keys: str, secret_key: str) -> None:
    """Take the keys: `data_keys` is "name:base64 of 32 bytes", newest first, separated by commas.

    Raises ValueError when a key has another length, a name is missing or nothing is given.
    """
    keys: dict[str, _Key] = {}
    for part in filter(None, (piece.strip() for piece in data_keys.split(","))):
        name, colon, encoded = part.partition(":")
        raw = base64.b64decode(encoded, validate=True) if colon else b""
        if not name or len(raw) != 32 or len(name) > 16:
            raise ValueError("ENGAGE_DATA_KEYS: each key is name:base64-of-32-bytes, separated by commas")
        index = hmac.new(raw, b"engage blind index", hashlib.sha256).digest()
        keys[name] = _Key(name, AESGCM(raw), index)
    if not keys or not secret_key:
        raise ValueError("ENGAGE_DATA_KEYS and ENGAGE_SECRET_KEY must both be set")
    _ring.keys, _ring.first, _ring.secret = keys, next(iter(keys.values())), secret_key


def _first() -> _Key:
    if _ring.first is None:
        raise RuntimeError("the vault has no keys: call vault.open_with first")
    return _ring.first


def newest() -> str:
    """The name of the key that seals."""
    return _first().name


def key_names() -> list[str]:
    """The names of all keys at hand, newest first."""
    return list(_ring.keys)


def seal(text: str, *, context: str) -> bytes:
    """AES-256-GCM of `text`, bound to `context`; layout: length of key name, key name, nonce, ciphertext."""
    key, nonce = _first(), secrets.token_bytes(12)
    return beginning(key.name) + nonce + key.cipher.encrypt(nonce, text.encode(), context.encode())


def beginning(name: str) -> bytes:
    """How every value begins that was sealed with the key of this name."""
    return bytes([len(name.encode())]) + name.encode()


def unseal(sealed: bytes, *, context: str) -> str:
    """The text that was sealed for the same context. Raises WrongKey."""
    name = key_name(sealed)
    end, key = 1 + len(name.encode()), _ring.keys.get(name)
    if key is None:
        raise WrongKey("a value was sealed with a key that is not in ENGAGE_DATA_KEYS")
    try:
        return key.cipher.decrypt(sealed[end : end + 12], sealed[end + 12 :], context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongKey("a sealed value does not open: wrong key, or it was moved or changed") from error


def key_name(sealed: bytes) -> str:
    """The name of the key a value was sealed with."""
    return sealed[1 : 1 + sealed[0]].decode("utf-8", "replace") if sealed else ""


def blind(text: str, *, context: str) -> str:
    """A keyed fingerprint for exact search, under the newest key: 32 hex digits."""
    return _fingerprint(_first(), text, context)


def blinds(text: str, *, context: str) -> list[str]:
    """The fingerprints under every key still held, so that search works between two key rotations."""
    return [_fingerprint(key, text, context) for key in _ring.keys.values()]


def _fingerprint(key: _Key, text: str, context: str) -> str:
    return _keyed(key.index).digest(f"{context}\0{text}".encode()).hex()[:32]


def mac(text: str, *, purpose: str) -> str:
    """A keyed digest (64 hex digits) under the secret key, bound to one purpose."""
    return _keyed(_secret()).digest(f"{purpose}\0{text}".encode()).hex()


def code(text: str, *, purpose: str) -> str:
    """Six digits that only this installation can work out from `text`."""
    return f"{int(mac(text, purpose=purpose)[:16], 16) % 1_000_000:06d}"


def same(left: str, right: str) -> bool:
    """Compare two secrets without telling by time where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def sign(payload: list[str], *, purpose: str) -> str:
    """A link token that holds `payload` (ids only, never a name or address) and works for one purpose.

    What itsdangerous writes for it, said here without its steps: letters to many carry several links each.
    """
    told = '["' + '","'.join(payload) + '"]' if _PLAIN.fullmatch("".join(payload)) else _compact(payload)
    held = _in_a_link(told.encode())
    return (held + b"." + _in_a_link(_signing(_secret_text(), purpose).digest(held))).decode()


def read(token: str, *, purpose: str) -> list[str] | None:
    """The payload of a token signed for this purpose, or None when it is not one of ours."""
    try:
        payload = _signer(purpose).loads(token)
    except BadData:
        return None
    return payload if isinstance(payload, list) else None


def letter_box() -> str:
    """The public half of the key to which anybody seals a letter that only this installation opens, as base64."""
    point = _box_key(_secret()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(point).decode()


def open_letter(letter: bytes, *, context: str) -> str:
    """The text of a letter: ephemeral point (65 bytes), nonce (12), AES-256-GCM under HKDF of ECDH on P-256. Raises WrongKey."""
    point, nonce, words = letter[:65], letter[65:77], letter[77:]
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = _box_key(_secret()).exchange(ec.ECDH(), theirs)
        key = HKDF(hashes.SHA256(), 32, salt=point, info=context.encode()).derive(shared)
        return AESGCM(key).decrypt(nonce, words, None).decode()
    except (InvalidTag, ValueError) as error:
        raise WrongKey("a letter does not open: sealed to another installation, or changed") from error


@lru_cache(maxsize=4)
def _box_key(secret_now: bytes) -> ec.EllipticCurvePrivateKey:
    """The same in every process, and kept nowhere: worked out from the secret key."""
    number = int.from_bytes(hmac.new(secret_now, b"engage letter box", hashlib.sha512).digest(), "big")
    return ec.derive_private_key(number % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        _secret(), salt=f"engage link: {purpose}", signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
    )


def _in_a_link(data: bytes) -> bytes:
    """Base64 as it stands in an address, in one step."""
    return binascii.b2a_base64(data, newline=False).translate(_FOR_ADDRESSES).rstrip(b"=")


class _Keyed:
    """HMAC-SHA256 (RFC 2104) with the key worked in beforehand: that takes the library six times as long as a short text."""

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(self, text: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text)
        outer.update(inner.digest())
        return outer.digest()


_keyed = lru_cache(maxsize=64)(_Keyed)


@lru_cache(maxsize=64)
def _signing(_secret_now: str, purpose: str) -> _Keyed:
    """What signs for a purpose, its key worked out once."""
    serializer = _signer(purpose)
    return _Keyed(bytes(serializer.make_signer(serializer.salt).derive_key()))


def _secret() -> bytes:
    return _secret_text().encode()


def _secret_text() -> str:
    if not _ring.secret:
        raise RuntimeError("the vault has no keys: call vault.open_with first")
    return _ring.secret


class Sealed(sa.types.TypeDecorator[str]):
    """A text column kept sealed; `context` (table.column) keeps a value from being moved elsewhere."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else seal(value, context=self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unseal(bytes(value), context=self.context)


@dataclass(frozen=True)
class Blind:
    """How a blind index is worked out, so that it can be worked out anew under another key.

    `of`: columns of the same row, the sealed text first. `comparable`: their values to the text that is fingerprinted and
    its context. Where the row holds no text itself, its fingerprint is that of the same text in another table.
    `is_brief`: rows that are of no use after a day.
    """

    of: tuple[str, ...] = ()
    comparable: Callable[..., tuple[str, str]] | None = None
    is_brief: bool = False
