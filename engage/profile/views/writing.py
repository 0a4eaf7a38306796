"""For people who phone: what they would like to do, what they bring and how they are thanked, as they told it to the team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.people import queries as people
from engage.people.models import Person
from engage.policy import Permission, requires
from engage.profile import actions, forms, queries
from engage.profile.actions import Heard
from engage.profile.rules import Part, Sort, Told
from engage.profile.views.pages import bp, chosen_now, person_or_404


@bp.route("/team/people/<uuid:person_id>/taking-part/interests", methods=["GET", "POST"])
@requires(Permission.PROFILE_RECORD, logs_reading=True)
def record_interests(person_id: UUID) -> ResponseReturnValue:
    person, topics, now = person_or_404(person_id), queries.topics(), queries.interests(person_id)
    form = forms.RecordedInterests(**chosen_now(now, queries.profile(person_id)), said_on=clock.today())
    form.offer([*topics, *(each for each in now if each.retired_at is not None)])
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_interests(
            person_id, topic_ids=form.chosen, often=form.how_often, is_not_sure=bool(form.not_sure.data), heard=_heard(form)
        )  # fmt: skip
        return _written(person_id)
    return _page(Part.INTERESTS, form, person)


@bp.route("/team/people/<uuid:person_id>/taking-part/experience", methods=["GET", "POST"])
@requires(Permission.PROFILE_RECORD, logs_reading=True)
def record_experience(person_id: UUID) -> ResponseReturnValue:
    person, now = person_or_404(person_id), queries.experience(queries.profile(person_id))
    form = forms.RecordedExperience(areas=now.areas, words=now.words, said_on=clock.today())
    form.offer(queries.topics(sort=Sort.SERVICE), also=now.areas)
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_experience(person_id, areas=form.areas.data or [], words=form.words.data or "", heard=_heard(form))
        return _written(person_id)
    return _page(Part.EXPERIENCE, form, person)


@bp.route("/team/people/<uuid:person_id>/taking-part/payment", methods=["GET", "POST"])
@requires(Permission.PROFILE_RECORD, logs_reading=True)
def record_payment(person_id: UUID) -> ResponseReturnValue:
    person, now = person_or_404(person_id), queries.profile(person_id)
    form = forms.RecordedPayment(payment=now.payment if now else None, said_on=clock.today())
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_payment(person_id, form.chosen, heard=_heard(form))
        return _written(person_id)
    return _page(Part.PAYMENT, form, person)


def _heard(form: forms.Telling) -> Heard:
    return Heard(Told(form.told.data), form.said_on.data or clock.today(), visitor.user_id())


def _page(part: Part, form: Any, person: Person) -> ResponseReturnValue:
    shown = render_template(
        f"profile/record_{part.value}.html", form=form, person=person, back=url_for(".of_person", person_id=person.id)
    )
    record_reading(kind="person", about=person.id, by=visitor.user_id(), page="taking part")
    db.session.commit()
    return shown, 422 if form.errors else 200


def _written(person_id: UUID) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".of_person", person_id=person_id))
