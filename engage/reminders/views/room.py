"""The blueprints of this room, and what the roof tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from engage.outbox.rules import Kind
from engage.reminders import queries
from engage.reminders.rules import Reminder
from engage.web.forms import Form

bp = Blueprint("reminders", __name__, url_prefix="/team/reminders")
public_bp = Blueprint("enough", __name__)


@dataclass(frozen=True)
class Roof:
    """What the roof tells this room: every reminder, and every kind of message with its question."""

    reminders: Sequence[Reminder]
    kinds: Mapping[str, Kind[Any]]


def prepare(app: Flask, reminders: Sequence[Reminder], kinds: Mapping[str, Kind[Any]]) -> None:
    """Take from the roof what every room reminds of."""
    app.extensions["reminders"] = Roof(tuple(reminders), kinds)


def roof() -> Roof:
    """What the roof told this application."""
    return cast(Roof, current_app.extensions["reminders"])


def one_or_404(kind: str) -> Reminder:
    """One kind of reminder, or a page that says there is none."""
    found = next((each for each in roof().reminders if each.kind == kind), None)
    return found or abort(404)


def said_of(kind: str) -> str:
    """When a kind of reminder falls due, in words; nothing where there is no rule."""
    found = [each for each in roof().reminders if each.kind == kind]
    return queries.rules(found)[kind].when if found else ""


def question(template: str, form: Form, **facts: object) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"reminders/{template}.html", form=form, **facts), 422 if form.errors else 200
