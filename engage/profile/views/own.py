"""A person's own pages: what interests them (M22), what they bring (M23), how they are thanked (M25)."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.profile import actions, forms, queries
from engage.profile.rules import Part, Sort
from engage.profile.views.pages import bp, chosen_now, is_removing, question, written_for


@bp.route("/me/interests", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def interests() -> ResponseReturnValue:
    person_id = visitor.person_id()
    if is_removing():
        people.hold(person_id)
        actions.say_interests(person_id, topic_ids=[], often=None, is_not_sure=False)
        return _saved("interests", "removed")
    topics, now, said = queries.topics(), queries.interests(person_id), queries.profile(person_id)
    form = forms.Interests(**chosen_now(now, said))
    form.offer([*topics, *(each for each in now if each.retired_at is not None)])
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_interests(
            person_id, topic_ids=form.chosen, often=form.how_often, is_not_sure=bool(form.not_sure.data)
        )  # fmt: skip
        return _saved("interests")
    return question(
        "interests",
        form,
        written=written_for(person_id, Part.INTERESTS),
        has_answers=bool(now or (said and (said.often or said.is_not_sure))),
    )


@bp.route("/me/experience", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def experience() -> ResponseReturnValue:
    person_id = visitor.person_id()
    if is_removing():
        people.hold(person_id)
        actions.say_experience(person_id, areas=[], words="")
        return _saved("experience", "removed")
    now = queries.experience(queries.profile(person_id))
    form = forms.Experience(areas=now.areas, words=now.words)
    form.offer(queries.topics(sort=Sort.SERVICE), also=now.areas)
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_experience(person_id, areas=form.areas.data or [], words=form.words.data or "")
        return _saved("experience")
    return question("experience", form, written=written_for(person_id, Part.EXPERIENCE), has_answers=bool(now))


@bp.route("/me/payment", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def payment() -> ResponseReturnValue:
    person_id = visitor.person_id()
    if is_removing():
        people.hold(person_id)
        actions.say_payment(person_id, None)
        return _saved("payment", "removed")
    said = queries.profile(person_id)
    form = forms.HowPaid(payment=said.payment if said else None)
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_payment(person_id, form.chosen)
        return _saved("payment")
    return question("payment", form, written=written_for(person_id, Part.PAYMENT), has_answers=bool(said and said.payment))


def _saved(page: str, how: str = "yes") -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(f".{page}", saved=how))
