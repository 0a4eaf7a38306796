"""Who waits, recording a welcome, taking it back, and setting somebody aside."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.contacts.queries import allowed_of
from engage.db import db
from engage.needs.queries import flags
from engage.people.queries import points_shown
from engage.people.visitor import may_see
from engage.policy import Permission, requires
from engage.pool.rules import WAITING, NotAllowedNow, Standing, Welcome
from engage.web.errors import Gone
from engage.web.forms import Press
from engage.welcome import actions, forms
from engage.welcome.actions import Welcomed
from engage.welcome.queries.waiting import waiting as who_waits
from engage.welcome.rules import Why
from engage.welcome.views.pages import bp, forget_undo, offer_undo, person_or_404, question


@bp.get("/people/waiting")
@requires(Permission.POOL_WELCOME)
def waiting() -> ResponseReturnValue:
    page = who_waits(after=request.args.get("after"), before=request.args.get("before"))
    return render_template("welcome/waiting.html", page=page)


@bp.route("/people/<uuid:person_id>/welcome", methods=["GET", "POST"])
@requires(Permission.POOL_WELCOME)
def welcome(person_id: UUID) -> ResponseReturnValue:
    found, form = person_or_404(person_id), forms.RecordWelcome()
    if found.member.standing not in WAITING:
        return redirect(url_for(".person", person_id=person_id))
    if form.is_sent_and_right():
        said = Welcomed(
            Welcome(form.how.data), form.needs_confirmed.data == "yes", form.ready.data == "yes", form.write.data == "yes"
        )
        try:
            undo = actions.welcome(person_id, said, by=visitor.user_id())
        except NotAllowedNow:
            return redirect(url_for(".person", person_id=person_id))
        db.session.commit()
        offer_undo(person_id, undo)
        return redirect(url_for(".person", person_id=person_id))
    shown = may_see(found.person)
    need = flags(person_id)
    allowed = allowed_of(found, points_shown(found.person, hidden_too=shown), shown=shown, flags=need)
    return question(
        "welcome", form, person=found.person, flags=need, allowed=allowed, on_break=found.on_break,
        back=url_for(".person", person_id=person_id),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/welcome/undo")
@requires(Permission.POOL_WELCOME)
def undo_welcome(person_id: UUID) -> ResponseReturnValue:
    person_or_404(person_id)
    try:
        actions.undo_welcome(person_id, request.form.get("undo", ""), by=visitor.user_id())
    except actions.TooLate as error:
        raise Gone(
            "This can no longer be taken back", "Somebody recorded something since, or ten minutes have passed."
        ) from error
    db.session.commit()
    forget_undo()
    return redirect(url_for(".person", person_id=person_id))


@bp.route("/people/<uuid:person_id>/set-aside", methods=["GET", "POST"])
@requires(Permission.POOL_REFUSE)
def set_aside(person_id: UUID) -> ResponseReturnValue:
    found, form = person_or_404(person_id), forms.SetAside()
    if found.member.standing not in WAITING:
        return redirect(url_for(".person", person_id=person_id))
    if form.is_sent_and_right():
        actions.set_aside(person_id, why=Why(form.why.data), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".person", person_id=person_id))
    return question("set_aside", form, person=found.person, back=url_for(".person", person_id=person_id))


@bp.post("/people/<uuid:person_id>/take-up-again")
@requires(Permission.POOL_REFUSE)
def take_up_again(person_id: UUID) -> ResponseReturnValue:
    found = person_or_404(person_id)
    if found.member.standing is not Standing.NOT_REAL or not Press().is_sent_and_right():
        abort(403)
    actions.take_up_again(person_id, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".person", person_id=person_id))
