"""M26: somebody we may also talk to, with a permission and a way to stop of its own."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.profile import actions, forms, queries, rules
from engage.profile.views.pages import bp
from engage.web.forms import Press

SAVED = {
    "yes": "We have saved it. We may also talk to them now.",
    "stopped": "We have stopped it. We do not talk to them any more.",
}


@bp.route("/me/trusted", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def trusted() -> ResponseReturnValue:
    person_id = visitor.person_id()
    now = queries.talk(person_id)
    form = forms.Trusting(name=now.name if now else "", reach=now.reach if now else "", may=now.may if now else [])
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.trust(person_id, name=form.name.data or "", reach=form.reach.data or "", may=form.chosen)
        db.session.commit()
        return redirect(url_for(".trusted", saved="yes"))
    return render_template(
        "profile/trusted.html", form=form, press=Press(formdata=None), now=now, wording=rules.WORDINGS[rules.VERSION],
        before=queries.words_about(person_id), saved=SAVED.get(request.args.get("saved", "")), back=url_for("home.me"),
        supporter=queries.supporter(person_id),
    ), 422 if form.errors else 200  # fmt: skip


@bp.post("/me/trusted/stop")
@requires(Permission.OWN_RECORD)
def trust_no_more() -> ResponseReturnValue:
    if Press().is_sent_and_right():
        people.hold(visitor.person_id())
        actions.trust_no_more(visitor.person_id())
        db.session.commit()
    return redirect(url_for(".trusted", saved="stopped"))
