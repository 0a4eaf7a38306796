"""What the pages of this room share: the blueprint, a person or a 404, and the words that templates use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.contacts import rules
from engage.contacts.queries import Somebody, somebody
from engage.people.queries import lives_on_in
from engage.people.queries import person as person_by_id
from engage.people.rules import HIDDEN, KIND_WORDS, RESTRICTED_WORDS
from engage.web.forms import Form

bp = Blueprint("contacts", __name__, url_prefix="/team/people/<uuid:person_id>")


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {
        "how_words": rules.HOW_WORDS, "outcome_words": rules.OUTCOME_WORDS, "despite_words": rules.DESPITE_WORDS,
        "why_void_words": rules.WHY_VOID_WORDS, "channel_words": rules.CHANNEL_WORDS, "kind_words": KIND_WORDS,
        "barrier_words": rules.BARRIER_WORDS, "hidden": HIDDEN, "restricted_words": RESTRICTED_WORDS,
    }  # fmt: skip


def person_or_404(person_id: UUID) -> Somebody:
    """Somebody with a record of their own. The address of a record that was joined to another leads to the other one."""
    try:
        return somebody(person_id)
    except LookupError:
        gone = person_by_id(person_id)
        if gone is not None and gone.merged_into is not None:
            abort(redirect(url_for("pool_team.person", person_id=lives_on_in(gone).id)))
        abort(404)


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"contacts/{template}.html", form=form, **facts), 422 if form.errors else 200
