"""What may stand in the words of a message, and how a version of them is named."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from engage.mail.templates import COMMON, MARK, Placeholder, Sort, Template, Wording, address_of, placeholders_in, templates
from engage.message_templates.rules.links import is_good_link, links_in

TEST = "message_templates.test"
TEST_LASTS = timedelta(hours=1)
LONGEST_SUBJECT, LONGEST_BODY = 120, 5000
NAME = Placeholder("name", "What whoever gets it asked to be called", ("Sam",), Sort.NAME)
NOT_IN_A_SUBJECT = {
    Sort.LINK: "is a link, which cannot stand in a subject",
    Sort.LINES: "may be several lines long, which cannot stand in a subject",
}
_BRACKETS = re.compile(r"\(\([^()\n]{0,40}\){0,2}|\)\)")
_TESTS = uuid.UUID("8c0d6f4e-0a4c-4f53-9a5c-0d6a4d0a5b17")
_OWN = re.compile(r"(\S+) ([0-9]{1,6}) [0-9a-f]{16}")
_AS_IT_CAME = re.compile(r"(\S+) [0-9a-f]{12}")


class NotAllowedNow(ValueError):
    """What was asked cannot be done with these words as they stand."""


@dataclass(frozen=True)
class MadeFrom:
    """Which words a message was made from; number 0: those that came with the system."""

    name: str
    number: int


def slug(template: Template) -> str:
    """A message's name as it stands in addresses."""
    return address_of(template.name)


def behind(address: str) -> Template | None:
    """The message with this address."""
    return next((template for template in templates().values() if slug(template) == address), None)


def allowed(template: Template) -> tuple[Placeholder, ...]:
    """Everything that may be filled in: its own, and what every message may hold."""
    return (*template.placeholders, *([] if template.greeting else [NAME]), *COMMON)


def wrong_in_subject(template: Template, subject: str) -> str | None:
    """What is wrong with a subject, as a sentence; None when nothing is."""
    may = [each for each in allowed(template) if each.sort not in NOT_IN_A_SUBJECT]
    for each in allowed(template):
        if each not in may and each.mark in subject:
            return f"{each.mark} {NOT_IN_A_SUBJECT[each.sort]}"
    if len(subject.splitlines()) > 1:
        return "Write the subject on one line"
    return _strange(subject, may)


def wrong_in_body(template: Template, body: str, *, ours: str) -> str | None:
    """What is wrong with a text, as a sentence; None when nothing is."""
    stands = set(placeholders_in(body))
    strange = _strange(body, allowed(template))
    if strange is not None:
        return strange
    for each in template.placeholders:
        if each.needed and each.name not in stands:
            return f"Put {each.mark} back into the text. {each.needed}"
    bad = next((link for link in links_in(body) if not is_good_link(link, ours=ours)), None)
    return None if bad is None else f"“{bad[:60]}” cannot stand in a text. Enter links that begin with https://"


def _strange(text: str, may: Iterable[Placeholder]) -> str | None:
    """The first thing in double brackets that is not filled in, as a sentence."""
    names = [each.name for each in may]
    odd = _BRACKETS.search(MARK.sub(lambda found: "" if found[1] in names else found[0], text))
    if odd is None:
        return None
    return f"“{odd[0]}” cannot be filled in. In double brackets only these can stand: {', '.join(names)}"


def fits(template: Template, wording: Wording, *, ours: str) -> bool:
    """Whether words that were published still fit their message; a later release may fill in something else."""
    is_free = not template.fixed
    return is_free and not wrong_in_subject(template, wording.subject) and not wrong_in_body(template, wording.body, ours=ours)


def test_id(template: Template) -> uuid.UUID:
    """What a test of the words that came with the system is about."""
    return uuid.uuid5(_TESTS, template.name)


def made_from(wording: str | None) -> MadeFrom | None:
    """Which words a message was made from, from what is kept beside it; None where its words are written anew each time.

    >>> made_from("pool/left 3 0123456789abcdef"), made_from("pool/left 0123456789ab"), made_from("mailings/message 0123456789ab")
    (MadeFrom(name='pool/left', number=3), MadeFrom(name='pool/left', number=0), None)
    """
    own, as_it_came = _OWN.fullmatch(wording or ""), _AS_IT_CAME.fullmatch(wording or "")
    found = own or as_it_came
    if found is None or found[1] not in templates():
        return None
    return MadeFrom(found[1], int(own[2]) if own else 0)
