"""Hiding how somebody is reached, looking at it with a reason, and writing down that somebody has died."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.rules import within_the_site
from engage.contacts import actions, forms
from engage.contacts.rules import WhyOpen
from engage.contacts.views.room import bp, person_or_404, question
from engage.db import db
from engage.people.rules import WhyRestricted
from engage.people.visitor import open_for_a_while
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.route("/restrict", methods=["GET", "POST"])
@requires(Permission.CONTACTS_RESTRICT)
def restrict(person_id: UUID) -> ResponseReturnValue:
    who, form, back = person_or_404(person_id), forms.Restrict(), _back(person_id)
    if who.person.restricted_at is not None:
        return redirect(url_for(".lift", person_id=person_id))
    if form.is_sent_and_right():
        actions.restrict(person_id, why=WhyRestricted(form.why.data), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(back)
    return question("restrict", form, person=who.person, back=back)


@bp.route("/restrict/lift", methods=["GET", "POST"])
@requires(Permission.CONTACTS_RESTRICT)
def lift(person_id: UUID) -> ResponseReturnValue:
    who, form, back = person_or_404(person_id), Press(), _back(person_id)
    if who.person.restricted_at is None:
        return redirect(back)
    if form.is_sent_and_right():
        actions.lift(person_id, by=visitor.user_id())
        db.session.commit()
        return redirect(back)
    return question("lift", form, person=who.person, back=back)


@bp.route("/hidden", methods=["GET", "POST"])
@requires(Permission.CONTACTS_RESTRICT)
def open_hidden(person_id: UUID) -> ResponseReturnValue:
    who, form, back = person_or_404(person_id), forms.OpenHidden(), _back(person_id)
    if who.person.restricted_at is None:
        return redirect(back)
    if form.is_sent_and_right():
        actions.open_hidden(person_id, why=WhyOpen(form.why.data), by=visitor.user_id())
        db.session.commit()
        open_for_a_while(person_id)
        return redirect(within_the_site(request.args.get("to", "")) or back)
    return question("open_hidden", form, person=who.person, back=back)


@bp.route("/died", methods=["GET", "POST"])
@requires(Permission.DEATH_RECORD)
def died(person_id: UUID) -> ResponseReturnValue:
    who, form, back = person_or_404(person_id), forms.Died(), _back(person_id)
    if who.person.died_on is not None:
        return redirect(url_for(".not_died", person_id=person_id))
    if form.is_sent_and_right() and form.on.data is not None:
        actions.record_death(person_id, on=form.on.data, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(back)
    return question("died", form, person=who.person, back=back)


@bp.route("/died/mistake", methods=["GET", "POST"])
@requires(Permission.DEATH_RECORD)
def not_died(person_id: UUID) -> ResponseReturnValue:
    who, form, back = person_or_404(person_id), Press(), _back(person_id)
    if who.person.died_on is None:
        return redirect(back)
    if form.is_sent_and_right():
        actions.take_back_death(person_id, by=visitor.user_id())
        db.session.commit()
        return redirect(back)
    return render_template("contacts/not_died.html", form=form, person=who.person, back=back)


def _back(person_id: UUID) -> str:
    return url_for("pool_team.person", person_id=person_id)
