"""Invented carers of the invented teams: known in one team or two, reached in every way, with every state of what is shared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from engage import clock, vault
from engage.carers.rules import Circumstance, Prefers, Relationship
from engage.carers.rules.needs import as_text
from engage.demo import names
from engage.demo.bulk import Ids, Load, instant
from engage.demo.teams import Served
from engage.people.rules import NUMBER_ALPHABET, comparable_name
from engage.sharing.rules import Agreed, Topic

_RELATIONSHIPS = (
    (Relationship.PARTNER, 6), (Relationship.PARENT, 6), (Relationship.ADULT_CHILD, 4), (Relationship.SIBLING, 2),
    (Relationship.YOUNG_CARER, 1), (Relationship.OTHER_RELATIVE, 1), (Relationship.FRIEND, 2), (Relationship.NEIGHBOUR, 1),
    (Relationship.NOT_SAID, 1),
)  # fmt: skip
_CIRCUMSTANCES = ("", Circumstance.WORKS, f"{Circumstance.WORKS.value},{Circumstance.LIVES_FAR.value}", Circumstance.BEREAVED)
_ASKED_BY = ("Nurse in charge", "Care co-ordinator", "Ward doctor")
_SEALED_FOR_EACH = 2_000
"""Among more carers than this nobody has details that are kept sealed: it is not what a big trust is looked at for."""


@dataclass(frozen=True)
class Said:
    """One decision about sharing. `again`: in how many days it is looked at anew; before zero, it has run out."""

    agreed: Agreed
    topics: tuple[Topic, ...] = ()
    best_interests: bool = False
    is_advance: bool = False
    again: int | None = 80


SHARING: tuple[tuple[Said, ...], ...] = (
    (),
    (Said(Agreed.FULL, again=150),),
    (Said(Agreed.NOTHING, again=-100), Said(Agreed.LIMITED, (Topic.APPOINTMENTS, Topic.DISCHARGE))),
    (Said(Agreed.NOTHING, again=30),),
    (Said(Agreed.COULD_NOT_DECIDE, best_interests=True, again=20),),
    (Said(Agreed.COULD_NOT_DECIDE, again=14),),
    (Said(Agreed.FULL, again=-3),),
    (Said(Agreed.NOT_ASKED, again=None),),
    (Said(Agreed.FULL, is_advance=True, again=4), Said(Agreed.FULL, is_advance=True, again=170)),
)
"""What was decided about one carer after another, the last decision last; then from the beginning."""


@dataclass(frozen=True)
class Known:
    """A carer known to a team, as the rows about contacts need them."""

    link: str
    carer: str
    team: Served
    since: date
    ended: bool


class Carers:
    """Adds carers, their links and what was decided about sharing to a load."""

    def __init__(self, load: Load, rng: Random, now: datetime, *, many: int) -> None:
        self._rows, self._rng, self._now, self._today = load.rows, rng, now, clock.day_of(now)
        self._ids = {table: Ids(rng) for table in ("carer", "carer_link", "sharing_preference")}
        self._in_full = many <= _SEALED_FOR_EACH
        self._count = 0

    def add(self, team: Served) -> Known:
        """The next carer, known to this team."""
        number, self._count = self._count, self._count + 1
        relationship = self._rng.choices(*zip(*_RELATIONSHIPS, strict=True))[0]
        relationship = Relationship.YOUNG_CARER if number % 40 == 9 else relationship
        since = self._today - timedelta(days=self._rng.randint(40, 700) if number % 7 else 3 + number)
        carer = self._carer(number, relationship, since, team.champion)
        return self._link(number, carer, team, relationship, since)

    def also(self, known: Known, team: Served) -> Known:
        """The same carer is known to another team too."""
        return self._link(1, known.carer, team, Relationship.SIBLING, known.since)

    def _carer(self, number: int, relationship: Relationship, since: date, champion: str) -> str:
        carer, name = self._ids["carer"](), names.full_name(self._rng)
        shown = name if number % 6 else "".join(word[0] for word in name.split())
        day = since.isoformat()
        stopped = self._today.isoformat() if number % 40 == 11 else None
        self._rows["carer"].append((
            carer, self._number(number), shown, comparable_name(shown), relationship is Relationship.YOUNG_CARER,
            self._sealed("circumstances", str(self._rng.choice(_CIRCUMSTANCES))),
            self._sealed("phone", names.phone(number) if number % 4 else ""),
            self._sealed("email", names.email(comparable_name(name), number, self._rng) if number % 3 == 0 else ""),
            self._sealed("reach_note", "Please ring after six in the evening." if number % 5 == 0 else ""),
            self._rng.choice((None, *(way.value for way in Prefers))),
            self._sealed("language", "Polish" if number % 13 == 5 else ""),
            self._sealed("needs", (as_text({"print-20": None}) or "") if number % 8 == 2 else ""),
            day, day, champion, stopped, f"{day} 09:30:00.000000", (None, True, True, False)[number % 4],
        ))  # fmt: skip
        return carer

    def _link(self, number: int, carer: str, team: Served, relationship: Relationship, since: date) -> Known:
        link, ended = self._ids["carer_link"](), number % 12 == 10
        reference = vault.seal(f"VALE-{number:05d}", context="carer_link.cared_for") if self._in_full and number % 9 else None
        ended_on = (self._today - timedelta(days=2)).isoformat() if ended else None
        self._rows["carer_link"].append((
            link, carer, team.id, relationship.value, self._rng.choice((None, True, False)), reference, since.isoformat(),
            ended_on, team.champion if ended else None, f"{since.isoformat()} 09:30:00.000000",
        ))  # fmt: skip
        for ordinal, said in enumerate(SHARING[number % len(SHARING)], start=1):
            self._decided(link, ordinal, said, team.champion, since)
        return Known(link, carer, team, since, ended)

    def _decided(self, link: str, ordinal: int, said: Said, champion: str, since: date) -> None:
        asked = said.agreed is not Agreed.NOT_ASKED
        sealed = {
            column: vault.seal(words, context=f"sharing_preference.{column}") if asked and self._in_full else None
            for column, words in (
                ("asked_by", self._rng.choice(_ASKED_BY)),
                ("in_record", "Carer tab, entry of that day"),
                ("decided_by", "Ward doctor"),
            )
        }
        again = self._today + timedelta(days=said.again) if said.again is not None else None
        self._rows["sharing_preference"].append((
            self._ids["sharing_preference"](), link, ordinal, said.agreed.value, ",".join(topic.value for topic in said.topics),
            said.best_interests, since.isoformat() if asked else None, sealed["asked_by"], sealed["in_record"], said.is_advance,
            again.isoformat() if again else None, champion, instant(self._now - timedelta(days=30 // ordinal)),
            sealed["decided_by"] if said.best_interests else None,
        ))  # fmt: skip

    def _sealed(self, column: str, words: str) -> bytes | None:
        return vault.seal(words, context=f"carer.{column}") if words and self._in_full else None

    def _number(self, number: int) -> str:
        """A carer’s number nobody else in this trust has: the count in its last letters, the rest by chance."""
        letters = []
        for _ in range(4):
            number, digit = divmod(number, len(NUMBER_ALPHABET))
            letters.append(NUMBER_ALPHABET[digit])
        return "C-" + "".join(self._rng.choices(NUMBER_ALPHABET, k=2)) + "".join(letters)
