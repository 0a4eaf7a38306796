"""What did not go by e-mail because somebody is reached another way: the list, one message, and that it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast
from uuid import UUID

from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.consent import queries as consent
from engage.consent.queries import Renewal
from engage.db import db
from engage.mail import Email
from engage.needs import actions, forms, queries, rules
from engage.needs.models import AccessNeed
from engage.needs.queries import ToDo
from engage.needs.rules import WAY_WORDS, Effect
from engage.needs.views.pages import bp
from engage.outbox.rules import Letter
from engage.outbox.views import told
from engage.people import queries as people
from engage.people.rules import HIDDEN
from engage.people.visitor import may_see, see_or_say_why
from engage.policy import Permission, requires
from engage.settings import Settings

Writer = Callable[[Letter], Email | None]
DONE = "That message is dealt with."


def prepare(app: Flask, write: Writer) -> None:
    """Take from the roof what puts any message into words."""
    app.extensions["by hand"] = write


@bp.get("/team/by-hand")
@requires(Permission.MESSAGES_BRING)
def by_hand() -> ResponseReturnValue:
    page = queries.to_do(after=request.args.get("after"))
    needs = queries.current_of({line.person.id for line in page.rows})
    kinds = people.ways_without_email(person_id for person_id, now in needs.items() if queries.way_among(now) is None)
    lines = [
        (line, queries.flags_among(now), _in_words(queries.way_among(now) or rules.way_by(kinds.get(line.person.id, ()))))
        for line, now in ((line, needs[line.person.id]) for line in page.rows)
    ]
    return render_template("needs/by_hand.html", page=page, lines=lines, told=told(), done=DONE if "done" in request.args else "")


@bp.route("/team/by-hand/<uuid:outgoing_id>", methods=["GET", "POST"])
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def bring(outgoing_id: UUID) -> ResponseReturnValue:
    line, form = _line_or_404(outgoing_id), forms.Brought(data={"done_on": clock.today()})
    if form.is_sent_and_right():
        with suppress(actions.DoneAlready):
            actions.bring(outgoing_id, on=form.day, was_told=form.was_told.data == "yes", by=visitor.user_id())
            db.session.commit()
        return redirect(url_for(".by_hand", done="yes"))
    now = queries.current(line.person.id)
    way = _way(line, now)
    may_bring = queries.may_bring(line.letter, way)
    shown = render_template(
        "needs/bring.html", form=form, line=line, person=line.person, flags=queries.flags_among(now), way=_in_words(way),
        may_bring=may_bring, size=rules.print_size([need.code for need in now]), back=url_for(".by_hand"), told=told(),
        paragraphs=_paragraphs(line) if may_bring else [], again=_asked_again(line), asks=_asks(line),
    )  # fmt: skip
    record_reading(kind="person", about=line.person.id, by=visitor.user_id(), page="message by hand")
    db.session.commit()
    return shown, 422 if form.errors else 200


@bp.get("/team/by-hand/<uuid:outgoing_id>/letter")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def letter(outgoing_id: UUID) -> ResponseReturnValue:
    """The same words to print, in the size they need; not where they have not agreed to be told like this."""
    line = _line_or_404(outgoing_id)
    now = queries.current(line.person.id)
    paragraphs, again = _paragraphs(line) if queries.may_bring(line.letter, _way(line, now)) else [], _asked_again(line)
    if not paragraphs and not again:
        abort(404)
    shown = render_template(
        "needs/letter.html", line=line, person=line.person, flags=queries.flags_among(now), paragraphs=paragraphs,
        post=_post(line), size=rules.print_size([need.code for need in now]), today=clock.today(), hidden=HIDDEN,
        again=again,
    )  # fmt: skip
    record_reading(kind="person", about=line.person.id, by=visitor.user_id(), page="letter")
    db.session.commit()
    return shown


def _post(line: ToDo) -> list[str]:
    """The lines of somebody's postal address, where this viewer may see it; whoever leads says why first."""
    if visitor.may(Permission.CONTACTS_RESTRICT):
        see_or_say_why(line.person)
    return line.post.value.split("\n") if line.post is not None and may_see(line.person) else []


def _line_or_404(outgoing_id: UUID) -> ToDo:
    return queries.one_to_do(outgoing_id) or abort(404)


def _way(line: ToDo, now: Sequence[AccessNeed]) -> Effect | None:
    """How they are reached: as they asked, or where they have no e-mail address by what they gave us."""
    return queries.way_among(now) or rules.way_by(people.ways_without_email([line.person.id]).get(line.person.id, ()))


def _in_words(way: Effect | None) -> str:
    return "as they like: e-mail is fine again" if way is None else WAY_WORDS[way]


def _asks(line: ToDo) -> bool:
    """Whether this message asks if a yes still holds, which has words and a letter of its own."""
    return line.letter.kind == consent.RENEW


def _asked_again(line: ToDo) -> list[Renewal]:
    """What they are asked to say yes to again; nothing once they have answered, or it has run out."""
    return consent.renewals(line.person.id, today=clock.today(), until=line.letter.due_on) if _asks(line) else []


def _paragraphs(line: ToDo) -> list[list[str]]:
    """What the e-mail would have said, without what makes sense only in an e-mail."""
    email = None if _asks(line) else cast(Writer, current_app.extensions["by hand"])(line.letter)
    team = cast(Settings, current_app.extensions["settings"]).organisation.team
    return [] if email is None else rules.without_links(email.text, signed=team)
