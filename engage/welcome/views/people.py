"""The list of people, and one person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.contacts.queries import allowed_of, latest
from engage.db import db
from engage.needs.queries import flags
from engage.outbox.queries import messages_to
from engage.outbox.views import told
from engage.people.queries import points_shown
from engage.people.visitor import may_see
from engage.policy import Permission, requires
from engage.pool.rules import Tie
from engage.web.forms import Press
from engage.welcome import actions, forms
from engage.welcome.queries import finding, one
from engage.welcome.rules import CHANNEL_WORDS, STANDING_WORDS
from engage.welcome.views.pages import bp, kept_looking, person_or_404, undo_of

OPENED = "person, with how to reach them, which is hidden"


@bp.get("/people")
@requires(Permission.POOL_READ)
def people() -> ResponseReturnValue:
    purposes = finding.purposes()
    kept = kept_looking(purposes)
    looking = kept.looking
    page = finding.page(looking, after=request.args.get("after"), before=request.args.get("before"))
    titles = {code: wording.title for code, wording in purposes.items()}
    return render_template(
        "welcome/people.html", page=page, looking=looking, has_lost_words=kept.has_lost_words, form=Press(),
        words=looking.in_words(titles, one=page.total == 1), titles=titles,
        tie_choices=[(tie.value, tie.value.capitalize()) for tie in Tie], standing_choices=list(STANDING_WORDS.items()),
        channel_choices=[(channel.value, words.capitalize()) for channel, words in CHANNEL_WORDS.items()],
        marked=url_for(".people") + (looking.as_address() + "&" if looking.as_query() else "?"),
    )  # fmt: skip


@bp.post("/people")
@requires(Permission.POOL_READ)
def look() -> ResponseReturnValue:
    """What was typed is kept under a word that says nothing, so that no name or number ever stands in an address."""
    looking = forms.looking(request.form, finding.purposes(), request.form)
    if looking.typed:
        kept = actions.keep_search(looking.typed, sign_in_id=visitor.sign_in_id())
        looking = replace(looking, search=kept.hex)
        db.session.commit()
    return redirect(url_for(".people") + looking.as_address())


@bp.get("/people/<uuid:person_id>")
@requires(Permission.POOL_READ, logs_reading=True)
def person(person_id: UUID) -> ResponseReturnValue:
    found = person_or_404(person_id)
    shown = may_see(found.person)
    points, need = points_shown(found.person, hidden_too=shown), flags(person_id)
    return _read(
        "person" if found.person.restricted_at is None or not shown else OPENED, found, points=points,
        allowed=allowed_of(found, points, shown=shown, flags=need), on_break=found.on_break,
        latest=latest(person_id), undo=undo_of(person_id), form=Press(), flags=need,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/decisions")
@requires(Permission.POOL_READ, logs_reading=True)
def decisions(person_id: UUID) -> ResponseReturnValue:
    return _read("decisions", person_or_404(person_id), decisions=one.decisions(person_id))


@bp.get("/people/<uuid:person_id>/messages")
@requires(Permission.POOL_READ, logs_reading=True)
def messages(person_id: UUID) -> ResponseReturnValue:
    return _read("messages", person_or_404(person_id), messages=messages_to(person_id), title_of=told().title)


@bp.get("/people/<uuid:person_id>/looked")
@requires(Permission.POOL_READ, logs_reading=True)
def looked(person_id: UUID) -> ResponseReturnValue:
    return _read("looked", person_or_404(person_id), looked=one.looked(person_id))


def _read(page: str, found: one.Somebody, **facts: Any) -> str:
    """A page of one person's record; that it was opened is written down."""
    template = "person" if page == OPENED else page
    shown = render_template(f"welcome/{template}.html", found=found, person=found.person, member=found.member, **facts)
    record_reading(kind="person", about=found.person.id, by=visitor.user_id(), page=page)
    db.session.commit()
    return shown
