"""What the pages of this room share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.people import queries as people
from engage.people.models import Person
from engage.people.visitor import may_see
from engage.profile import forms, queries
from engage.profile.models import Profile, Topic
from engage.profile.queries import WrittenDown
from engage.profile.rules import Part, Sort
from engage.web.forms import Form

bp = Blueprint("profile", __name__)

SAVED = {"yes": "We have saved your answers.", "removed": "We have removed your answers."}


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form and a way to take its answers away: 422 when it was refused."""
    shown = render_template(
        f"profile/{template}.html", form=form, emptying=forms.Emptying(formdata=None), back=url_for("home.me"),
        saved=SAVED.get(request.args.get("saved", "")), **facts,
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def chosen_now(now: list[Topic], said: Profile | None) -> dict[str, Any]:
    """What the form about interests begins with: what stands now."""
    ticked = {sort: [each.id.hex for each in now if each.sort is sort] for sort in Sort}
    return {
        "services": ticked[Sort.SERVICE], "places": ticked[Sort.PLACE], "work": ticked[Sort.WORK],
        "often": said.often if said else None, "not_sure": ["yes"] if said and said.is_not_sure else [],
    }  # fmt: skip


def written_for(person_id: UUID, part: Part) -> WrittenDown | None:
    """That the team wrote this part down for them, when it did."""
    return next((each for each in queries.written_down(person_id) if each.part is part), None)


def person_or_404(person_id: UUID) -> Person:
    """Somebody who still has a record of their own."""
    found = people.person(person_id)
    if found is None or found.erased_at is not None or found.merged_into is not None:
        abort(404)
    return found


def is_hidden(person: Person) -> bool:
    """Whether how to reach somebody, and so whom else we may talk to, is hidden from this viewer now."""
    return not may_see(person)


def is_removing() -> bool:
    """Whether the button was pressed that takes the answers of a page away."""
    return request.method == "POST" and request.form.get("press") == forms.REMOVE and forms.Emptying().is_sent_and_right()
