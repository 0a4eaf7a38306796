"""What the pages of this room share: the blueprints, somebody or a 404, and the words that templates use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.helping.rules import FORM_TITLES
from engage.needs.rules import needs
from engage.people.queries import lives_on_in
from engage.people.queries import person as person_by_id
from engage.people.rules import HIDDEN, KIND_WORDS
from engage.settings import Organisation
from engage.web.forms import Form
from engage.welcome.queries import one

bp = Blueprint("helping", __name__, url_prefix="/team")
paper = Blueprint("paper", __name__, url_prefix="/print")


@bp.context_processor
@paper.context_processor
def words() -> dict[str, Any]:
    """The words of the rules, for the templates of this room."""
    return {
        "hidden": HIDDEN, "kind_words": KIND_WORDS, "form_titles": FORM_TITLES, "need_words": needs(),
    }  # fmt: skip


def somebody_or_404(person_id: UUID) -> one.Somebody:
    """Somebody in the pool. The address of a record that was merged leads to the one it lives on in."""
    try:
        return one.somebody(person_id)
    except LookupError:
        gone = person_by_id(person_id)
        if gone is not None and gone.merged_into is not None:
            abort(redirect(url_for("pool_team.person", person_id=lives_on_in(gone).id)))
        abort(404)


def organisation() -> Organisation:
    """Who runs this installation."""
    told: Organisation = current_app.extensions["settings"].organisation
    return told


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"helping/{template}.html", form=form, **facts), 422 if form.errors else 200
