"""What the pages of this room share: the blueprint, what the roof hands in, and a message or a batch or a 404."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Flask, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.audit.actions import record_readings
from engage.by_hand.queries import batches
from engage.by_hand.rules import WHY_OUT_WORDS, Roof, why_in_words
from engage.contacts.rules import CHANNEL_WORDS
from engage.db import db
from engage.mailings.queries.one import texts_of
from engage.mailings.rules import KIND as MAILING
from engage.mailings.rules.words import Words
from engage.needs.queries import ToDo
from engage.outbox.views import told
from engage.people.rules import HIDDEN
from engage.web.forms import Form

bp = Blueprint("by_hand", __name__, url_prefix="/team/by-hand")


def prepare(app: Flask, roof: Roof) -> None:
    """Take from the roof what puts any message into words, and what says whether it may go."""
    app.extensions["by hand"] = roof


def roof() -> Roof:
    """What the roof handed in."""
    return cast(Roof, current_app.extensions["by hand"])


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {"why_out_words": WHY_OUT_WORDS, "why_in_words": why_in_words, "channel_words": CHANNEL_WORDS, "hidden": HIDDEN}


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"by_hand/{template}.html", form=form, **facts), 422 if form.errors else 200


def batch_or_404(batch_id: UUID) -> batches.Line:
    """One batch of letters."""
    return batches.one(batch_id) or abort(404)


def texts(todos: Iterable[ToDo]) -> dict[UUID, Words]:
    """What the mailings among some messages say, by what the messages are about."""
    wanted = {todo.letter.about for todo in todos if todo.letter.kind == MAILING}
    return texts_of(wanted) if wanted else {}


def title(todo: ToDo, said: dict[UUID, Words]) -> str:
    """What a message is called: its kind, or the subject of what the team wrote to many."""
    mailing = said.get(todo.letter.about)
    return mailing.subject if mailing is not None else told().title(todo.letter.kind)


def read(people: Iterable[UUID], page: str) -> None:
    """Write down that somebody opened a page about several people."""
    record_readings(kind="person", abouts=sorted(set(people)), by=visitor.user_id(), page=page)
    db.session.commit()
