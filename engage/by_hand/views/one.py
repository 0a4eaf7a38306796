"""One message: what to say, how to reach them, what came of it; its letter to print; and taking back that it is done."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engage import clock
from engage.accounts import visitor
from engage.by_hand import actions, forms
from engage.by_hand.actions import MayNotGo, Said
from engage.by_hand.emails import short
from engage.by_hand.queries import waiting
from engage.by_hand.queries import words as in_words
from engage.by_hand.queries.waiting import Line
from engage.by_hand.rules import RESULTS, Result, Words, first_lines, why_in_words
from engage.by_hand.views.room import bp, question, read, roof, texts, title
from engage.by_hand.views.telling import ways
from engage.contacts.actions import NotPermitted
from engage.db import db
from engage.needs import rules as needs
from engage.needs.actions import DoneAlready
from engage.needs.models import AccessNeed
from engage.needs.queries import current, flags_among, way_among
from engage.outbox.rules import Channel
from engage.people import queries as people
from engage.people.rules import CHANNEL
from engage.people.visitor import may_see, see_or_say_why
from engage.policy import Permission, requires
from engage.web.forms import Press
from engage.web.letters import our_organisation

BACK = {Channel.POST: "by_hand.letters", Channel.PHONE: "by_hand.calls", Channel.TEXT: "by_hand.texts_to_send"}


@bp.route("/<uuid:outgoing_id>", methods=["GET", "POST"])
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def one(outgoing_id: UUID) -> ResponseReturnValue:
    line = waiting.one(outgoing_id) or abort(404)
    channel, may_go = line.todo.letter.channel, line.may_be_told
    results = RESULTS[channel] if may_go else {Result.NOT_NEEDED: RESULTS[channel][Result.NOT_NEEDED]}
    form = forms.Tried(results, once=secrets.token_urlsafe(16))
    if form.is_sent_and_right():
        answer = _write_down(line, form)
        if answer is not None:
            return answer
        line = waiting.one(outgoing_id) or abort(404)
    shown = question("one", form, **_facts(line))
    read([line.todo.person.id], "message by hand")
    return shown


def _write_down(line: Line, form: forms.Tried) -> Response | None:
    """Keep what came of it; nothing where it may not be said any more, which then stands beside the question."""
    letter, result = line.todo.letter, Result(form.result.data)
    said = Said(form.once.data, result, form.day, letter.channel)
    try:
        actions.tried(letter.outgoing_id, said, roof=roof(), by=visitor.user_id(), at=clock.now())
    except DoneAlready:
        db.session.rollback()
    except (MayNotGo, NotPermitted) as refused:
        db.session.rollback()
        why = why_in_words(refused.reason) if isinstance(refused, MayNotGo) else "They have not agreed to this."
        form.refuse(form.result, f"They may not be told this now. {why}")
        return None
    db.session.commit()
    if result is Result.ASKED_NOT and visitor.may(Permission.CONSENT_RECORD):
        return redirect(url_for("consent_team.record", person_id=letter.recipient_id))
    if result is Result.NO_ANSWER:
        return redirect(url_for(BACK[letter.channel]))
    return redirect(url_for(BACK[letter.channel], done="yes", undo=letter.outgoing_id))


def _facts(line: Line) -> dict[str, object]:
    todo, person = line.todo, line.todo.person
    now, said = current(person.id), texts([todo])
    points = people.contact_points(person.id) if may_see(person) else []
    words = in_words.words(todo, now, roof=roof(), team=our_organisation().team) if line.may_be_told else Words()
    return {
        "line": line, "person": person, "title": title(todo, said), "flags": flags_among(now), "words": words,
        "channel": todo.letter.channel, "way": _way(now), "size": needs.print_size([need.code for need in now]),
        "asks": in_words.is_asked_again(todo), "sees": may_see(person), "back": url_for(BACK[todo.letter.channel]),
        "reached": ways(points, todo.letter.channel), "short": short(todo, said),
    }  # fmt: skip


def _way(now: Sequence[AccessNeed]) -> str:
    """How they asked to be reached, in words; nothing where they asked for no way."""
    way = way_among(now)
    return "" if way is None else needs.WAY_WORDS[way]


@bp.get("/<uuid:outgoing_id>/letter")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def letter(outgoing_id: UUID) -> ResponseReturnValue:
    """The same words to print, in the size they need; not where they have not agreed to be told like this."""
    line = waiting.one(outgoing_id) or abort(404)
    todo, person = line.todo, line.todo.person
    if visitor.may(Permission.CONTACTS_RESTRICT):
        see_or_say_why(person)
    now = current(person.id)
    words = in_words.words(todo, now, roof=roof(), team=our_organisation().team) if line.may_be_told else Words()
    if not words:
        abort(404)
    points = people.contact_points(person.id) if may_see(person) else []
    post = next((point.value.split("\n") for point in points if CHANNEL[point.kind] is Channel.POST), [])
    shown = render_template(
        "by_hand/letter.html", line=line, person=person, flags=flags_among(now), words=words, today=clock.today(),
        post=first_lines(person.full_name, post)[1:], size=needs.print_size([need.code for need in now]),
    )  # fmt: skip
    read([person.id], "letter")
    return shown


@bp.post("/<uuid:outgoing_id>/undo")
@requires(Permission.MESSAGES_BRING)
def undo(outgoing_id: UUID) -> ResponseReturnValue:
    if not Press().is_sent_and_right():
        abort(404)
    if actions.undo(outgoing_id, by=visitor.user_id(), at=clock.now()):
        db.session.commit()
        return redirect(url_for(".one", outgoing_id=outgoing_id))
    db.session.rollback()
    return redirect(url_for(".by_hand"))
