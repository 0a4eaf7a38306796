"""What a message says on paper or on the phone, in the format somebody needs where it is published."""

from __future__ import annotations

from collections.abc import Sequence

from engage import clock
from engage.by_hand.rules import Asked, Roof, Words
from engage.consent import queries as consent
from engage.consent.queries import Renewal, reading
from engage.consent.rules.variants import EASY_READ, VARIANTS
from engage.needs import rules
from engage.needs.models import AccessNeed
from engage.needs.queries import ToDo
from engage.needs.rules import LANGUAGE, Effect


def is_asked_again(todo: ToDo) -> bool:
    """Whether this message asks if a yes still holds, which has words and a form of its own."""
    return todo.letter.kind == consent.RENEW


def words(todo: ToDo, now: Sequence[AccessNeed], *, roof: Roof, team: str) -> Words:
    """What the e-mail would have said, without what makes sense only in an e-mail; nothing when there is nothing to say."""
    if is_asked_again(todo):
        again = consent.renewals(todo.person.id, today=clock.today(), until=todo.letter.due_on)
        return Words(asks=tuple(_asked(again, variant_for(now))))
    email = roof.write(todo.letter)
    paragraphs = [] if email is None else rules.without_links(email.text, signed=team)
    return Words(tuple(tuple(lines) for lines in paragraphs))


def variant_for(now: Sequence[AccessNeed]) -> str:
    """In what somebody reads best: Easy Read, or the language they named; by its key in the list of variants."""
    if Effect.EASY_READ in rules.effects([need.code for need in now]):
        return EASY_READ.key
    named = [need.own_words.casefold() for need in now if need.code == LANGUAGE and need.own_words]
    found = [key for key, each in VARIANTS.items() if any(f"({name})" in each.title.casefold() for name in named)]
    return found[0] if found else ""


def _asked(again: Sequence[Renewal], key: str) -> list[Asked]:
    shown = reading([each.offer for each in again], key) if again else None
    found = []
    for each in again:
        offer = shown.of(each.offer) if shown is not None else each.offer
        ways = tuple(channel.value for channel in each.channels)
        found.append(Asked(offer.title, offer.text, offer.version, ways, each.last_day, offer.language, offer.direction))
    return found
