"""Whether a carer wants to hear from us, and the code with which they join their record to the engagement pool."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.carers import actions
from engage.carers.queries.joined import is_joined
from engage.carers.rules.pages import Page
from engage.carers.views.room import bp, held, known_or_404, noted, question, saved
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.route("/<number>/no-contact", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def no_contact(number: str) -> ResponseReturnValue:
    seen, form = known_or_404(number), Press()
    if form.is_sent_and_right():
        actions.stop(held(seen), by=visitor.user_id())
        return saved(seen, "stop")
    return question("no_contact", form, seen)


@bp.route("/<number>/contact-again", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def contact_again(number: str) -> ResponseReturnValue:
    seen, form = known_or_404(number), Press()
    if form.is_sent_and_right():
        actions.go_on(held(seen), by=visitor.user_id())
        return saved(seen, "again")
    return question("contact_again", form, seen)


@bp.route("/<number>/pool-code", methods=["GET", "POST"])
@requires(Permission.CARERS_CHANGE, logs_reading=True)
def pool_code(number: str) -> ResponseReturnValue:
    """The code is shown once, in the answer to the press: afterwards only its fingerprint is here."""
    seen, form = known_or_404(number), Press()
    if is_joined(seen.carer.id):
        return redirect(url_for(".details", number=number))
    if not form.is_sent_and_right():
        return question("pool_code", form, seen)
    code = actions.hand_over(held(seen), by=visitor.user_id(), at=clock.now())
    db.session.commit()
    shown = render_template("carers/pool_code_made.html", carer=seen.carer, code=code, back=url_for(".details", number=number))
    return noted(shown, seen.carer.id, Page.POOL_CODE)
