"""Whether whoever is here may see how to reach somebody who is hidden: they say why first, and see it for a while.

One place for every room that shows an address, so that no page forgets to ask (docs/decisions/0016-how-somebody-is-reached.md).
"""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, session, url_for

from engage import clock
from engage.accounts import visitor
from engage.people.models import Person
from engage.people.rules import OPEN_FOR
from engage.policy import Permission

_OPENED = "opened"


def may_see(person: Person) -> bool:
    """Whether whoever is here may see how to reach somebody: where that is hidden, for a while after saying why."""
    if person.restricted_at is None:
        return True
    return visitor.may(Permission.CONTACTS_RESTRICT) and person.id.hex in _open_now()


def see_or_say_why(*people: Person) -> None:
    """Go on where this may be seen. Whoever leads is sent to say why, and comes back to this page; others are refused."""
    for person in people:
        if not may_see(person):
            here = request.path if request.method == "GET" else None
            say_why = redirect(url_for("contacts.open_hidden", person_id=person.id, to=here))
            abort(say_why if visitor.may(Permission.CONTACTS_RESTRICT) else 403)


def open_for_a_while(person_id: UUID) -> None:
    """Remember in this browser that somebody said why they need to see it."""
    session[_OPENED] = {**_open_now(), person_id.hex: clock.now().timestamp()}


def _open_now() -> dict[str, float]:
    """Who was opened lately in this browser, and when."""
    since = clock.now().timestamp() - OPEN_FOR.total_seconds()
    return {name: float(at) for name, at in (session.get(_OPENED) or {}).items() if float(at) > since}
