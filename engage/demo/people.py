"""One invented person after another: who they are, how to reach them, what they agreed to, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from engage import vault
from engage.accounts.rules import Role
from engage.demo import names, staff
from engage.demo.bulk import Ids, Load, instant
from engage.demo.cases import CASES, WAYS, Case, OnBreak
from engage.people.rules import CONTEXT, NUMBER_ALPHABET, SPOKEN, Kind, comparable, comparable_name
from engage.pool.rules import Standing, Welcome

WELCOMES = tuple(Welcome)


@dataclass
class Someone:
    """An invented person as the rows about them need it."""

    number: int
    id: str
    case: Case
    ways: tuple[Kind, ...]
    joined: datetime
    now: datetime
    email_point: UUID | None = None

    @cached_property
    def uuid(self) -> UUID:
        return UUID(self.id)

    @cached_property
    def joined_text(self) -> str:
        return instant(self.joined)

    @cached_property
    def confirmed(self) -> datetime | None:
        """When they confirmed their e-mail address."""
        return self.joined + timedelta(minutes=11) if self.case.confirmed and Kind.EMAIL in self.ways else None

    @cached_property
    def welcomed(self) -> datetime | None:
        """When the team welcomed them."""
        return self.joined + timedelta(days=2, hours=3) if self.case.is_welcomed else None

    @cached_property
    def left(self) -> datetime | None:
        """When they left."""
        ago = timedelta(days=self.case.left_days_ago, minutes=self.number % 1440)
        return self.now - ago if self.case.standing is Standing.LEFT else None


class People:
    """Adds people to a load, the first of each case in order, then by weight."""

    def __init__(self, load: Load, rng: Random, now: datetime) -> None:
        self._rows, self._rng, self._now = load.rows, rng, now
        self._weights = [case.weight for case in CASES]
        self._ids = {table: Ids(rng) for table in ("person", "contact_point", "member", "account", "consent_break")}
        self._officer = staff.id_of(Role.OFFICER).hex

    def add(self, number: int) -> Someone:
        """The next person, with everything except consents and messages."""
        rng = self._rng
        case = CASES[number] if number < len(CASES) else rng.choices(CASES, self._weights)[0]
        hours = rng.randint(*case.joined)
        joined = self._now - timedelta(hours=hours, minutes=rng.randrange(60), seconds=rng.randrange(60))
        who = Someone(number, self._ids["person"](), case, case.ways or rng.choice(WAYS), joined, self._now)
        plain = self._person(who)
        for kind in who.ways:
            self._contact(who, kind, plain)
        self._member(who)
        self._break(who)
        return who

    def _person(self, who: Someone) -> str:
        rng = self._rng
        full = names.full_name(rng)
        called = full.partition(" ")[0] if rng.random() < 0.3 else None
        note = vault.seal(rng.choice(names.NOTES), context="person.reach_note") if rng.random() < 0.05 else None
        plain = comparable_name(full)
        self._rows["person"].append(
            (who.id, _number(rng, who.number), full, called, plain, note, 0, who.joined_text)
        )  # fmt: skip
        return plain

    def _contact(self, who: Someone, kind: Kind, plain: str) -> None:
        value = _value(kind, plain, who.number, self._rng)
        is_mail, is_call = kind is Kind.EMAIL, kind in SPOKEN
        index = vault.blind(comparable(kind, value), context=CONTEXT[kind])
        verified = who.confirmed if is_mail else None
        point = self._ids["contact_point"]()
        if is_mail:
            who.email_point = UUID(point)
        came_back = instant(self._now - timedelta(days=5)) if is_mail and who.case.came_back else None
        self._rows["contact_point"].append((
            point, who.id, kind.value, vault.seal(value, context="contact_point.value"), index,
            is_call or None, is_call and who.number % 3 == 0 if is_call else None,
            instant(verified) if verified else None, came_back, who.joined_text,
        ))  # fmt: skip
        if verified and who.case.standing not in (Standing.LEFT, Standing.NOT_REAL):
            self._rows["account"].append(
                (self._ids["account"](), Role.MEMBER.value, who.id, index, 0, 0, instant(verified), instant(verified))
            )  # fmt: skip

    def _member(self, who: Someone) -> None:
        rng, welcomed, area = self._rng, who.welcomed, names.area(self._rng)
        ties = _ties(rng)
        self._rows["member"].append((
            self._ids["member"](), who.id, who.case.standing.value, who.joined_text, *ties,
            area, comparable_name(area) if area else None,
            instant(welcomed) if welcomed else None, self._officer if welcomed else None,
            rng.choice(WELCOMES).value if welcomed else None,
            bool(welcomed) and rng.random() < 0.4, bool(welcomed) and rng.random() < 0.8,
            instant(who.left) if who.left else None,
        ))  # fmt: skip

    def _break(self, who: Someone) -> None:
        if who.case.on_break is OnBreak.NO:
            return
        until = (self._now + timedelta(days=70)).date().isoformat() if who.case.on_break is OnBreak.UNTIL else None
        self._rows["consent_break"].append((self._ids["consent_break"](), who.id, instant(self._now - timedelta(days=20)), until))


def _value(kind: Kind, plain: str, number: int, rng: Random) -> str:
    if kind is Kind.EMAIL:
        return names.email(plain, number, rng)
    if kind in SPOKEN:
        return names.phone(number)
    return names.mobile(number) if kind is Kind.TEXT else names.post(rng)


def _number(rng: Random, number: int) -> str:
    """A pool number nobody else in this trust has: the count in its last letters, the rest by chance."""
    base, letters = len(NUMBER_ALPHABET), []
    for _ in range(5):
        number, digit = divmod(number, base)
        letters.append(NUMBER_ALPHABET[digit])
    return "".join(rng.choices(NUMBER_ALPHABET, k=3)) + letters[4] + "-" + "".join(letters[3::-1])


def _ties(rng: Random) -> tuple[bool, bool, bool, bool, bool]:
    drawn = [rng.random() < share for share in (0.4, 0.3, 0.35, 0.15)]
    return drawn[0], drawn[1], drawn[2], drawn[3], not any(drawn)
