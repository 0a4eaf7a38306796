"""Text messages by GOV.UK Notify, where it was chosen for them: what would stand on the list of texts goes by itself.

Each is a message of its own beside the e-mail that could not go, asked about and written down like any other, one at a
time. Where it does not go, or comes back, a person finds it on the list again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask, current_app

from engage import clock
from engage.by_hand.emails import short
from engage.by_hand.queries.waiting import is_texted, to_text
from engage.db import db, reading_only
from engage.jobs.one_by_one import send_one
from engage.jobs.post import Post, notify_line, post_of
from engage.mail import Email
from engage.mailings.queries.one import texts_of
from engage.needs.queries import ToDo
from engage.outbox import actions, queries
from engage.outbox.rules import ONE_BY_ONE, TEXTS, Answer, Channel, Go, Kind, Letter, Reason, Stop
from engage.people import queries as people
from engage.people.rules import CHANNEL, comparable
from engage.pool.queries.many import in_its_time
from engage.reminders.queries import enough_until
from engage.settings import Settings
from engage.timetable.rules import Tally

AT_ONCE, BUDGET, LOOK_EVERY = 200, timedelta(seconds=20), timedelta(minutes=1)
_CALLED_OFF = "texts called off"


@dataclass(frozen=True)
class TextFacts:
    """To which number, and the words."""

    to: str
    words: str
    kind: str


def send_texts(now: datetime) -> Tally:
    """Put what can go as a text message, and send what is due; how many came to which state."""
    post, tally = _post(current_app), Counter[str]()
    if post is None:
        return _call_off(current_app)
    if post.asks(now):
        _put(now)
    email = post_of(current_app)
    post = replace(post, stop=email.stop, kinds={name: as_text(kind) for name, kind in email.kinds.items()})
    try:
        while not post.stop.is_set() and clock.now() - now < BUDGET:
            state = _send_next(post)
            if state is None:
                break
            tally[state] += 1
    finally:
        post.line.goodbye()
    return dict(tally)


def _send_next(post: Post) -> str | None:
    now = clock.now()
    rests = queries.line_rests(now, TEXTS)
    claimed = None if rests else actions.claim(now, ONE_BY_ONE, channel=Channel.TEXT)
    if claimed is None:
        db.session.rollback()
        return None
    db.session.commit()
    return send_one(post, claimed, was_down=rests is False).value


def _put(now: datetime) -> None:
    with reading_only():
        new = to_text(now, most=AT_ONCE)
        db.session.rollback()
    for outgoing_id in new:
        actions.put_as(outgoing_id, Channel.TEXT)
        db.session.commit()


def _call_off(app: Flask) -> Tally:
    """Texts go by hand: what waited to go by itself is on the list again. Looked for once, since settings stay as they are."""
    if app.extensions.get(_CALLED_OFF):
        return {}
    app.extensions[_CALLED_OFF] = True
    called_off = actions.call_off_channel(Channel.TEXT)
    db.session.commit()
    return {"called off": called_off} if called_off else {}


def _post(app: Flask) -> Post | None:
    """The line for text messages, made at its first use; none where they go by hand."""
    settings: Settings = app.extensions["settings"]
    notify = settings.notify
    if notify is None or not notify.text_template:
        return None
    if "text post" not in app.extensions:
        line = notify_line(notify, is_text=True)
        app.extensions["text post"] = Post(line, post_of(app).sender, name=TEXTS, ask_every=LOOK_EVERY)
        app.extensions.pop(_CALLED_OFF, None)
    post: Post = app.extensions["text post"]
    return post


def as_text(kind: Kind[Any]) -> Kind[TextFacts]:
    """A kind of message, in the short words of a text."""
    return Kind(kind.name, partial(_may_go, kind=kind), _facts, _written, kind.title)


def _may_go(letter: Letter, now: datetime, *, kind: Kind[Any]) -> Answer:
    """The same question, by the channel it goes by; then what somebody at a telephone would mind: the hour, and how many."""
    answer = kind.may_go(letter, now)
    if not isinstance(answer, Go):
        return answer
    if not is_texted(letter.recipient_id, letter.purpose):
        return Stop(Reason.NEEDS_ANOTHER_WAY)
    enough = None if letter.purpose is None else enough_until([letter], now).get(letter.recipient_id)
    return in_its_time(letter, now, answer, enough)


def _facts(letter: Letter) -> TextFacts | None:
    """The words that stand on the list of texts, and the number that would stand beside them."""
    person = people.person(letter.recipient_id)
    points = [each for each in people.contact_points(letter.recipient_id) if CHANNEL[each.kind] is Channel.TEXT]
    number = next((comparable(each.kind, each.value) for each in points if each.came_back_at is None), None)
    if person is None or number is None:
        return None
    return TextFacts(number, short(ToDo(letter, clock.now(), person), texts_of({letter.about})), letter.kind)


def _written(facts: TextFacts) -> Email:
    return Email(facts.to, "", facts.words, wording=f"short {facts.kind}")
