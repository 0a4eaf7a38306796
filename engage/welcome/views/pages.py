"""What these pages share: the blueprint, a person or a 404, and the words that templates use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.people.queries import lives_on_in
from engage.people.queries import person as person_by_id
from engage.people.rules import CHECKED_WORDS, HIDDEN, KIND_WORDS
from engage.web.filters import listed
from engage.web.forms import Form
from engage.welcome import forms, rules
from engage.welcome.queries import one, searches
from engage.welcome.queries.finding import Line

bp = Blueprint("pool_team", __name__, url_prefix="/team")
_UNDO = "undo a welcome"


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {
        "standing_words": rules.STANDING_WORDS, "channel_words": rules.CHANNEL_WORDS,
        "welcome_words": rules.WELCOME_WORDS, "kind_words": KIND_WORDS, "hidden": HIDDEN, "checked_words": CHECKED_WORDS,
         "waited": waited, "channels": channels,
    }  # fmt: skip


def waited(since: datetime) -> int:
    """Working days since an instant."""
    return rules.days_waiting(clock.day_of(since), clock.today())


def channels(line: Line) -> str:
    """The ways to reach somebody, in words, or that they are hidden."""
    if line.is_hidden:
        return HIDDEN
    return listed([rules.CHANNEL_WORDS[channel] for channel in line.reach]).capitalize() or "No way given"


def person_or_404(person_id: UUID) -> one.Somebody:
    """Somebody in the pool. The address of a record that was joined to another leads to the other one."""
    try:
        return one.somebody(person_id)
    except LookupError:
        gone = person_by_id(person_id)
        if gone is not None and gone.merged_into is not None:
            abort(redirect(url_for("pool_team.person", person_id=lives_on_in(gone).id)))
        abort(404)


@dataclass(frozen=True)
class KeptLooking:
    """What this address looks for; `has_lost_words` when words were typed once and are no longer kept."""

    looking: rules.Looking
    has_lost_words: bool


def kept_looking(purposes: Mapping[str, object]) -> KeptLooking:
    """What this address looks for, with the words that were typed in this sign-in."""
    key = request.args.get("search", "")
    typed = searches.words(key, sign_in_id=visitor.sign_in_id()) if key else {}
    looking = forms.looking(request.args, purposes, typed or {})
    return KeptLooking(replace(looking, search=key if typed else ""), has_lost_words=typed is None)


def offer_undo(person_id: UUID, token: str) -> None:
    """Offer, in this browser and for ten minutes, to take back what was just recorded."""
    session[_UNDO] = [person_id.hex, token, clock.now().timestamp()]


def undo_of(person_id: UUID) -> str | None:
    """The token that takes back what was just recorded about this person."""
    whom, token, at = session.get(_UNDO) or ("", None, 0)
    is_fresh = clock.now().timestamp() - float(at) < rules.UNDO_FOR.total_seconds()
    return str(token) if whom == person_id.hex and is_fresh else None


def forget_undo() -> None:
    """Offer it no more."""
    session.pop(_UNDO, None)


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"welcome/{template}.html", form=form, **facts), 422 if form.errors else 200
