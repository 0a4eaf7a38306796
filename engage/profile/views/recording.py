"""For people who do not come by web: whom else we may talk to, as they told it to somebody of the team."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.profile import actions, forms, rules
from engage.profile.views.pages import bp, is_hidden, person_or_404
from engage.web.forms import Press


@bp.route("/team/people/<uuid:person_id>/trusted", methods=["GET", "POST"])
@requires(Permission.TRUSTED_RECORD)
def record_trusted(person_id: UUID) -> ResponseReturnValue:
    person, form = person_or_404(person_id), forms.Recorded()
    if is_hidden(person):
        abort(404)
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.trust(
            person_id, name=form.name.data or "", reach=form.reach.data or "", may=form.chosen, by=visitor.user_id()
        )  # fmt: skip
        db.session.commit()
        return redirect(url_for(".of_person", person_id=person_id))
    return render_template(
        "profile/record_trusted.html", form=form, person=person, wording=rules.WORDINGS[rules.VERSION],
        back=url_for(".of_person", person_id=person_id),
    ), 422 if form.errors else 200  # fmt: skip


@bp.post("/team/people/<uuid:person_id>/trusted/stop")
@requires(Permission.TRUSTED_RECORD)
def record_no_more(person_id: UUID) -> ResponseReturnValue:
    person_or_404(person_id)
    if Press().is_sent_and_right():
        people.hold(person_id)
        actions.trust_no_more(person_id, by=visitor.user_id())
        db.session.commit()
    return redirect(url_for(".of_person", person_id=person_id))
