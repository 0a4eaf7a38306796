"""What people are asked and in which words: purposes, their wordings as versions, what holds, and publishing."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import actions, forms, queries
from engage.consent.actions import Holding
from engage.consent.queries import Topic
from engage.consent.rules import Basis
from engage.consent.rules.wording import differences, earliest_renewal
from engage.consent.views.room import team
from engage.db import db
from engage.policy import Permission, requires
from engage.web.filters import day
from engage.web.forms import Press

DONE = {
    "published": "The wording is published.",
    "draft": "The draft is saved. Nobody is shown it until it is published.",
    "withdrawn": "The draft is withdrawn.",
    "holds": "What holds is changed. A yes that was said before keeps the day it was told.",
    "also": "It is published. People can choose it wherever these words are shown.",
    "added": "The purpose is added. Nobody is asked about it until its first wording is published.",
    "given-up": "The purpose is given up. Nothing is sent for it any more.",
}
WORDS = {"basis_words": forms.BASIS_WORDS, "way_words": forms.WAY_WORDS}


@team.get("/purposes")
@requires(Permission.NOTICES_PUBLISH)
def purposes() -> ResponseReturnValue:
    return render_template("consent/purposes.html", topics=queries.topics(), **WORDS)


@team.get("/purposes/<code>")
@requires(Permission.NOTICES_PUBLISH)
def purpose(code: str) -> ResponseReturnValue:
    topic = _topic(code)
    wordings, held = queries.history_of(code, clock.now())
    return render_template(
        "consent/purpose.html", topic=topic, wordings=wordings, held=held, form=Press(), also=queries.also_in(code),
        done=DONE.get(request.args.get("done", "")), **WORDS,
    )  # fmt: skip


@team.route("/purposes/<code>/words", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def words(code: str) -> ResponseReturnValue:
    topic = _in_use(code)
    now_shown = topic.draft or topic.to_come or topic.wording
    form = forms.Wording(data={"text": now_shown.text if now_shown else ""})
    if form.is_sent_and_right():
        newest = topic.to_come or topic.wording
        if newest is not None and form.text.data == newest.text:
            form.refuse(form.text, "These words are published already. Change them, or leave this page")
        else:
            actions.draft(topic.purpose, str(form.text.data), by=visitor.user_id(), at=clock.now())
            db.session.commit()
            return redirect(url_for(".preview", code=code))
    return render_template("consent/words.html", form=form, topic=topic, back=_back(code)), 422 if form.errors else 200


@team.route("/purposes/<code>/preview", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def preview(code: str) -> ResponseReturnValue:
    topic = _in_use(code)
    if topic.draft is None:
        return redirect(url_for(".words", code=code))
    newest, form = topic.to_come or topic.wording, forms.Publishing(data={"from_day": clock.today()})
    if newest is None:
        del form.change
        del form.renew_by
    if form.is_sent_and_right() and form.has_days(is_first=newest is None) and _publish(topic, form, is_first=newest is None):
        return redirect(url_for(".purpose", code=code, done="published"))
    return render_template(
        "consent/preview.html", form=form, topic=topic, newest=newest, back=url_for(".words", code=code),
        pieces=differences(newest.text, topic.draft.text) if newest else [],
    ), 422 if form.errors else 200  # fmt: skip


def _publish(topic: Topic, form: forms.Publishing, *, is_first: bool) -> bool:
    """Publish the draft; where the world says no, the reason stands beside its field."""
    from_day, renew_by = form.first_day, None if is_first else form.renew_by.data
    try:
        actions.publish(
            topic.purpose, change=form.wants(is_first=is_first), from_day=from_day, renew_by=renew_by, by=visitor.user_id(),
            at=clock.now(),
        )  # fmt: skip
    except actions.TooSoon:
        least = earliest_renewal(from_day)
        if from_day < clock.today() or is_first:
            form.refuse(form.from_day, "The day must be today or to come")
        elif renew_by is not None and renew_by < least:
            form.refuse(form.renew_by, f"People need at least 28 days: enter {day(least)} or later")
        else:
            form.refuse(form.from_day, "The wording before is in force from that day or later: enter a later day")
        return False
    db.session.commit()
    return True


@team.post("/purposes/<code>/withdraw")
@requires(Permission.NOTICES_PUBLISH)
def withdraw(code: str) -> ResponseReturnValue:
    actions.withdraw_draft(_topic(code).purpose, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".purpose", code=code, done="withdrawn"))


@team.route("/purposes/<code>/holds", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def holds(code: str) -> ResponseReturnValue:
    topic = _in_use(code)
    now = topic.terms
    form = forms.Holds(
        data={
            "basis": now.lawful_basis.value, "explicit": "yes" if now.needs_explicit_consent else "no",
            "lasts": str(now.expires_after_months or forms.NEVER), "channels": now.channels,
        }
    )  # fmt: skip
    if form.is_sent_and_right():
        actions.change_terms(topic.purpose, _holding(form), by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".purpose", code=code, done="holds"))
    return render_template("consent/holds.html", form=form, topic=topic, back=_back(code)), 422 if form.errors else 200


@team.route("/purposes/<code>/give-up", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def give_up(code: str) -> ResponseReturnValue:
    topic, form = _in_use(code), Press()
    if form.is_sent_and_right():
        actions.give_up(topic.purpose, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".purpose", code=code, done="given-up"))
    return render_template("consent/give_up.html", form=form, topic=topic, back=_back(code))


@team.route("/purposes/new", methods=["GET", "POST"])
@requires(Permission.NOTICES_PUBLISH)
def new_purpose() -> ResponseReturnValue:
    form = forms.NewPurpose()
    if form.is_sent_and_right():
        if str(form.title.data).casefold() in {each.title.casefold() for each in queries.every_purpose()}:
            form.refuse(form.title, "There is a purpose with this name already")
        else:
            added = actions.add_purpose(str(form.title.data), _holding(form), by=visitor.user_id(), at=clock.now())
            db.session.commit()
            return redirect(url_for(".purpose", code=added.code, done="added"))
    return render_template("consent/new_purpose.html", form=form, back=url_for(".purposes")), 422 if form.errors else 200


def _holding(form: forms.Holds) -> Holding:
    return Holding(Basis(form.basis.data), form.explicit.data == "yes", form.months, tuple(form.channels.data))


def _topic(code: str) -> Topic:
    return queries.topic(code) or abort(404)


def _in_use(code: str) -> Topic:
    """A purpose that may be changed: one that people choose, and that was not given up."""
    topic = _topic(code)
    return topic if topic.terms.in_use and not topic.purpose.essential else abort(404)


def _back(code: str) -> str:
    return url_for(".purpose", code=code)
