"""A person's own pages: what interests them (M22), what they bring (M23), how they are thanked (M25)."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.profile import actions, forms, queries
from engage.profile.rules import Sort
from engage.profile.views.pages import bp, is_removing, question


@bp.route("/me/interests", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def interests() -> ResponseReturnValue:
    person_id = visitor.person_id()
    if is_removing():
        people.hold(person_id)
        actions.say_interests(person_id, topic_ids=[], often=None, is_not_sure=False)
        return _saved("interests", "removed")
    topics, now, said = queries.topics(), queries.interests(person_id), queries.profile(person_id)
    ticked = {sort: [each.id.hex for each in now if each.sort is sort] for sort in Sort}
    form = forms.Interests(
        services=ticked[Sort.SERVICE], places=ticked[Sort.PLACE], work=ticked[Sort.WORK],
        often=said.often if said else None, not_sure=["yes"] if said and said.is_not_sure else [],
    )  # fmt: skip
    form.offer([*topics, *(each for each in now if each.retired_at is not None)])
    if form.is_sent_and_right():
        people.hold(person_id)
        actions.say_interests(
            person_id, topic_ids=form.chosen, often=form.how_often, is_not_sure=bool(form.not_sure.data)
        )  # fmt: skip
        return _saved("interests")
    return question("interests", form, has_answers=bool(now or (said and (said.often or said.is_not_sure))))


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
    return question("experience", form, has_answers=bool(now))


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
    return question("payment", form, has_answers=bool(said and said.payment))


def _saved(page: str, how: str = "yes") -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(f".{page}", saved=how))
