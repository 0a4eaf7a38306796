"""Letters of one kind written at once: their text is built once and filled in for each person.

What cannot be filled in with certainty is written by itself, as any message is. The first of every form is written both
ways and compared.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from engage.mail import Email, Mould, Parcel, Sender, as_bytes
from engage.mail.filling import a_mark, can_be_filled_in, can_be_marked, is_plain_address
from engage.outbox import queries
from engage.outbox.rules import Claim, Go, Kind

_MOST_FORMS = 8
_SAME_DATE = timedelta(seconds=5)
"""How long the text of a kind is kept, and how old the date of a letter may be: building it took half of the time of a set."""


@dataclass(frozen=True)
class Ready:
    """A message that may go, as bytes, and what its row keeps of it."""

    claim: Claim
    parcel: Parcel
    asked_at: datetime
    sha256: str
    consent_event_id: UUID | None
    wording: str | None

    @property
    def id(self) -> UUID:
        return self.claim.letter.outgoing_id


class Writer:
    """Writes the letters of one set, and of those that follow within a few seconds. `now` is the date of all of them."""

    def __init__(self, kind: Kind[Any], sender: Sender, now: datetime) -> None:
        self.kind, self.sender, self.now = kind, sender, now
        self.own = kind.bulk.own if kind.bulk else ("to",)
        self._read: Callable[[Any], Any] = attrgetter(*self.own)
        self._paths: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
        self._forms: dict[Hashable, tuple[Mould, str | None] | None] = {}

    def serves(self, kind: Kind[Any], now: datetime) -> bool:
        """Whether what is built already may be filled in for letters of a kind that are asked about now."""
        return self.kind is kind and timedelta() <= now - self.now < _SAME_DATE

    def write(self, claim: Claim, go: Go, facts: Any, *, asked_at: datetime | None = None) -> Ready:
        """One letter. Raises ValueError for a line break where none may be."""
        read = self._read(facts)
        values: tuple[str, ...] = read if len(self.own) > 1 else (read,)
        filled = self._filled(claim, facts, values)
        if filled is None:
            filled = self._by_itself(claim, facts)
        body, wording = filled
        return Ready(
            claim,
            Parcel(values[0], body, claim.attempts > 0),
            asked_at or self.now,
            hashlib.sha256(body).hexdigest(),
            go.consent_event_id,
            wording,
        )

    def _filled(self, claim: Claim, facts: Any, values: tuple[str, ...]) -> tuple[bytes, str | None] | None:
        if not all(can_be_filled_in(value) for value in values) or not is_plain_address(values[0]):
            return None
        form = self._form(claim, facts, values)
        body = form[0].fill(self._encoded(claim, values)) if form else None
        return (body, form[1]) if body is not None and form else None

    def _encoded(self, claim: Claim, values: tuple[str, ...]) -> list[bytes]:
        token = queries.why_token(claim.letter.outgoing_id)
        return [value.encode() for value in (*values, token, claim.message_id)]

    def _form(self, claim: Claim, facts: Any, values: tuple[str, ...]) -> tuple[Mould, str | None] | None:
        """The mould for what these facts have in common with others; none where filling in is not certain."""
        plain = tuple([value.isascii() for value in values])
        key = (self._common(facts), plain)
        if key not in self._forms:
            if len(self._forms) >= _MOST_FORMS:
                return None
            made = self._made(facts, plain)
            filled = made[0].fill(self._encoded(claim, values)) if made else None
            if made and filled is None:
                return None
            self._forms[key] = made if filled is not None and filled == self._by_itself(claim, facts)[0] else None
        return self._forms[key]

    def _common(self, facts: Any) -> Hashable:
        """What of the facts is not a person's own, so that it can be compared. Which fields those are is looked up once."""
        kind = type(facts)
        if kind not in self._paths:
            others = _others(facts, self.own)
            self._paths[kind] = attrgetter(*others) if others else lambda _: ()
        return self._paths[kind](facts)

    def _made(self, facts: Any, plain: tuple[bool, ...]) -> tuple[Mould, str | None] | None:
        to, *others = [a_mark(plain=is_ascii) for is_ascii in plain]
        marks = [f"{to}@mark.example", *others, a_mark(), a_mark()]
        marked = functools.reduce(_replaced, zip(self.own, marks, strict=False), facts)
        email = self.kind.email(marked).naming(marks[-2])
        if not can_be_marked(email, marks):
            return None
        return Mould(self._bytes(email, marks[-1]), marks), email.wording

    def _by_itself(self, claim: Claim, facts: Any) -> tuple[bytes, str | None]:
        email = self.kind.email(facts).naming(queries.why_token(claim.letter.outgoing_id))
        return self._bytes(email, claim.message_id), email.wording

    def _bytes(self, email: Email, message_id: str) -> bytes:
        return as_bytes(email, sender=self.sender, message_id=f"<{message_id}@{self.sender.domain}>", at=self.now)


def _replaced(facts: Any, change: tuple[str, str | None]) -> Any:
    """The facts with one field, "greeting" or "links.choices", changed."""
    path, value = change
    name, _, rest = path.partition(".")
    new = _replaced(getattr(facts, name), (rest, value)) if rest else value
    return dataclasses.replace(facts, **{name: new})


def _others(facts: Any, own: Sequence[str]) -> list[str]:
    """The fields of the facts that are not a person's own."""
    gone = {path.partition(".")[0] for path in own}
    kept = [field.name for field in dataclasses.fields(facts) if field.name not in gone]
    for name in sorted(gone - set(own)):
        inner = _others(getattr(facts, name), [path.partition(".")[2] for path in own if path.startswith(f"{name}.")])
        kept += [f"{name}.{each}" for each in inner]
    return kept
