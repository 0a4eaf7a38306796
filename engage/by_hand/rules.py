"""How many letters make a batch, what came of trying to reach somebody, and the short words of a text message."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from engage.contacts.rules import How
from engage.contacts.rules import Outcome as CameOf
from engage.mail import Email
from engage.outbox.rules import REASON_WORDS, Answer, Channel, Letter, Reason, Stop

BATCH = 250
UNDO_WITHIN = timedelta(minutes=10)
WORDS_KEPT = timedelta(days=1)
"""How long after they were posted the words of letters stay, so that posting can be undone first."""
LONGEST_TEXT = 306
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = set("^{}\\[~]|€")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " ",
                         "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Œ": "Oe", "œ": "oe"})  # fmt: skip


class Result(StrEnum):
    """What came of trying to reach somebody."""

    TOLD = "told"
    MESSAGE = "left a message"
    NO_ANSWER = "no answer"
    ASKED_NOT = "asked us not to"
    NOT_NEEDED = "not needed"


class WhyOut(StrEnum):
    """Why a letter was taken out of its batch."""

    STOPPED = "stopped"
    SPOILED = "spoiled"
    ANOTHER_WAY = "another way"
    NOT_NEEDED = "not needed"


RESULTS: dict[Channel, dict[Result, str]] = {
    Channel.PHONE: {
        Result.TOLD: "I spoke to them",
        Result.MESSAGE: "I left a message",
        Result.NO_ANSWER: "I tried, and nobody answered",
        Result.ASKED_NOT: "They asked us not to call about this",
        Result.NOT_NEEDED: "It is not needed any more",
    },
    Channel.TEXT: {
        Result.TOLD: "I sent the text message",
        Result.ASKED_NOT: "They asked us not to text about this",
        Result.NOT_NEEDED: "It is not needed any more",
    },
    Channel.POST: {
        Result.TOLD: "I posted the letter, or handed it over",
        Result.ASKED_NOT: "They asked us not to write about this",
        Result.NOT_NEEDED: "It is not needed any more",
    },
}
WHY_OUT_WORDS: dict[WhyOut, str] = {
    WhyOut.STOPPED: "It may not go any more",
    WhyOut.SPOILED: "It was spoiled: print it again with the next batch",
    WhyOut.ANOTHER_WAY: "We reach them another way: it goes back on the list",
    WhyOut.NOT_NEEDED: "It is not needed any more",
}
CAN_BE_CHOSEN = (WhyOut.SPOILED, WhyOut.ANOTHER_WAY, WhyOut.NOT_NEEDED)
STAYS_TO_DO = (WhyOut.SPOILED, WhyOut.ANOTHER_WAY)
HOW: dict[Channel, How] = {Channel.PHONE: How.PHONE, Channel.TEXT: How.TEXT, Channel.POST: How.POST}
CAME_OF: dict[Result, CameOf] = {
    Result.TOLD: CameOf.REACHED,
    Result.MESSAGE: CameOf.LEFT_MESSAGE,
    Result.NO_ANSWER: CameOf.NO_ANSWER,
    Result.ASKED_NOT: CameOf.REACHED,
}
# what a person has to mend before anything can go, so it stays on the list; everything else has been decided
CAN_BE_MENDED = frozenset({Reason.NO_ADDRESS, Reason.CAME_BACK, Reason.RESTRICTED})
DECIDED_BY_CHANNEL = frozenset({Reason.NO_CONSENT, Reason.WITHDRAWN, Reason.RUN_OUT, Reason.GIVEN_UP})
"""What stands against one channel and says nothing about another."""
# they may be told all the same, face to face
CAN_BE_TOLD = frozenset({Reason.NO_ADDRESS, Reason.CAME_BACK})
BY_HAND_WORDS: dict[Reason, str] = {
    Reason.RESTRICTED: "How to reach them is hidden. The participation lead does this one by itself.",
    Reason.NO_ADDRESS: "They gave us no way to reach them like this.",
    Reason.CAME_BACK: "What we sent there came back, or nobody was there. Ask them for another way.",
    Reason.NOTHING_TO_SAY: "There are no ready words for this. Tell them what it is about in your own.",
}


@dataclass(frozen=True)
class Roof:
    """What the roof hands in: the words of any message as it stands now, and whether it may go by the channel of its letter."""

    write: Callable[[Letter], Email | None]
    may_go: Callable[[Letter, datetime], Answer]


def why_in_words(reason: Reason) -> str:
    """Why something may not go by hand, as a sentence."""
    return BY_HAND_WORDS.get(reason) or REASON_WORDS[reason]


def why_not(answer: Answer) -> Reason | None:
    """Why a message may not go by hand; None when it may. What is held for the night is not: somebody is at work."""
    return answer.reason if isinstance(answer, Stop) else None


def is_said(result: Result, channel: Channel) -> CameOf | None:
    """What stands in the log of contacts; nothing where nobody was contacted."""
    if result is Result.TOLD and channel is not Channel.PHONE:
        return CameOf.SENT
    return CAME_OF.get(result)


@dataclass(frozen=True)
class Asked:
    """One thing somebody may say yes to again, in the words they read best. `ways`: by which channels."""

    title: str
    text: str
    version: int
    ways: tuple[str, ...]
    last_day: date
    language: str = "en"
    direction: str = "ltr"


@dataclass(frozen=True)
class Words:
    """What a letter says, or somebody on the phone: paragraphs as lines; or what is asked again, with a form to send back."""

    paragraphs: tuple[tuple[str, ...], ...] = ()
    asks: tuple[Asked, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paragraphs or self.asks)

    def kept(self) -> dict[str, Any]:
        """As it is kept until it was posted."""
        asks = [asdict(each) | {"last_day": each.last_day.isoformat()} for each in self.asks]
        return {"paragraphs": [list(lines) for lines in self.paragraphs], "asks": asks}


def read_words(kept: Mapping[str, Any]) -> Words:
    """What `Words.kept` made.

    >>> words = Words((("Dear Sam",),), (Asked("News", "Send me news", 1, ("post",), date(2027, 3, 1)),))
    >>> read_words(words.kept()) == words, bool(read_words({}))
    (True, False)
    """
    asks = [
        Asked(**{**each, "ways": tuple(each["ways"]), "last_day": date.fromisoformat(each["last_day"])})
        for each in kept.get("asks", [])
    ]
    return Words(tuple(tuple(lines) for lines in kept.get("paragraphs", [])), tuple(asks))


# The short words of a text message: nothing about health, nobody else's name
NEWS = "we have news for you"
SHORT: dict[str, str] = {
    "consent.changed": "what we send you was changed, as you asked. If that was not you, please call us",
    "consent.break_over": "your break is over, and you hear from us again. If you want a longer one, please call us",
    "consent.renew": "some time ago you said yes to hearing from us. Do you still want that? Please call us. "
    "If we hear nothing, it stops",
    "needs.review": "is what you told us about taking part still right? If not, please call us",
    "welcome.welcomed": "welcome, and thank you for joining us. We ask you when there is something to take part in",
    "pool.left": "you have left, and we send you nothing more. Thank you for everything",
}
CALL_US = "Please call us and we tell you more."


def gsm(text: str) -> str:
    """A text in the letters that every telephone shows, without signs that would make it cost more.

    >>> gsm("Zoë’s café – 2 “new” things…"), gsm("Łukasz"), gsm("a\\u0000b")
    ("Zoe's café - 2 \\"new\\" things...", 'Lukasz', 'ab')
    """
    plain = text.translate(_PLAIN)
    return "".join(each if each in _GSM | _TWICE else _bare(each) for each in plain)


def _bare(letter: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if each in _GSM)


def length(text: str) -> int:
    """How much of a text message it takes: some signs count twice."""
    return len(text) + sum(letter in _TWICE for letter in text)


def short_text(kind: str, *, greeting: str, team: str, phone: str, opening: str = "") -> str:
    """The exact words of a text message, 306 letters at most; `opening`: the first line of what the team wrote to many.

    >>> short_text("consent.break_over", greeting="Sam", team="The team", phone="01632 960 000").partition(". ")[0]
    'Dear Sam, your break is over, and you hear from us again'
    >>> length(short_text("x", greeting="S" * 400, team="The team", phone="01632 960 000")) <= LONGEST_TEXT
    True
    """
    signed = f"{team}, {phone}"
    fixed = f"{SHORT[kind]}." if kind in SHORT else f"{NEWS}. {CALL_US}"
    tries = [f"Dear {greeting}, {fixed} {signed}", f"Hello, {fixed} {signed}", f"Hello, {NEWS}. {CALL_US} {phone}"]
    if opening:
        tries.insert(0, f"Dear {greeting}, {opening.rstrip('.!?')}. {CALL_US} {signed}")
    return next(text for each in tries if length(text := gsm(" ".join(each.split()))) <= LONGEST_TEXT)


def first_lines(name: str, lines: Sequence[str]) -> list[str]:
    """The lines of an address as they stand on an envelope: the name, then at most six.

    >>> first_lines("Sam Example", ["1 Test Street ", "", "Ashford"])
    ['Sam Example', '1 Test Street', 'Ashford']
    """
    return [name, *[line.strip() for line in lines if line.strip()][:6]]
