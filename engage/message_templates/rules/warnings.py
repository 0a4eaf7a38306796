"""What to think about before words are published. Nothing here is refused: whoever writes knows more than a list."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from engage.mail.templates import Sort, Template, Wording, fill, placeholders_in
from engage.message_templates.rules import allowed
from engage.message_templates.rules.links import links_in
from engage.message_templates.rules.subjects import SORT_WORDS, given_away
from engage.message_templates.rules.subjects import Sort as GivenAway

SHORT_SUBJECT, LONG_SENTENCE = 60, 25
_LIST = Path(__file__).with_name("avoid.csv")
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_SENTENCE = re.compile(r"[.?!](?:\s|$)|\n")


@cache
def avoided() -> dict[str, str]:
    """Words to avoid, in small letters, each with what to say instead."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        return {row["not"].casefold(): row["say"] for row in csv.DictReader(file)}


def about(template: Template, wording: Wording, *, names: Collection[str] = ()) -> list[str]:
    """Everything to think about, as sentences; `names`: comparable names of people we know that stand in the subject."""
    return [*about_subject(template, wording.subject, names=names), *about_body(template, wording.body)]


def about_subject(template: Template, subject: str, *, names: Collection[str] = ()) -> list[str]:
    """What a subject gives away on a locked screen, and whether it is too long to be read there."""
    by_name = {each.name: each for each in allowed(template)}
    stand = [by_name[name] for name in placeholders_in(subject) if name in by_name]
    filled = fill(subject, {name: each.examples[0] for name, each in by_name.items()})
    sorts = set(given_away(filled, names=names))
    if any(each.sort is Sort.NAME for each in stand):
        sorts.add(GivenAway.NAME)
    if template.group == "staff":
        sorts.discard(GivenAway.PEOPLE)  # what somebody does here is no secret; what they live through would be
    found = [
        f"The subject {SORT_WORDS[sort]}. Somebody else may see it on a locked screen or in a shared inbox."
        for sort in GivenAway
        if sort in sorts
    ]
    if len(filled) > SHORT_SUBJECT:
        found.append(f"The subject has {len(filled)} characters. Many telephones show {SHORT_SUBJECT} or fewer.")
    return [*found, *_style("The subject", subject)]


def about_body(template: Template, body: str) -> list[str]:
    """Links, words that shout or that we avoid, and sentences that are hard to read."""
    found, links, usual = [], _links(template, body), _links(template, template.wording.body)
    if links > max(usual, 1):
        found.append(f"The text has {links} links. One main link is easiest to follow.")
    if not links and usual:
        found.append("The text has no link. People may not know where to go on.")
    longest = max((len(sentence.split()) for sentence in _SENTENCE.split(body)), default=0)
    if longest > LONG_SENTENCE:
        found.append(f"One sentence has {longest} words. Shorter ones, of 15 or 20 words, are easier to read.")
    return [*found, *_style("The text", body)]


def _links(template: Template, body: str) -> int:
    names = {each.name for each in template.placeholders if each.sort is Sort.LINK}
    return len({name for name in placeholders_in(body) if name in names}) + len(links_in(body))


def _style(what: str, text: str) -> list[str]:
    found = []
    shouted = sorted(set(_CAPITALS.findall(text)) - {word.upper() for word in avoided()})
    if shouted:
        found.append(f"{what} has words in capitals ({', '.join(shouted[:3])}), which read like shouting.")
    if "!" in text:
        found.append(f"{what} has an exclamation mark. We write calmly.")
    plain = " ".join(text.casefold().split())
    for word, instead in avoided().items():
        if re.search(rf"\b{re.escape(word)}\b", plain):
            found.append(f"{what} says “{word}”. We say: {instead}.")
    return found
