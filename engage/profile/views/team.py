"""The team's part: the list of interests, and who of the team supports somebody."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.needs.queries import flags
from engage.people import queries as people
from engage.people.rules import HIDDEN
from engage.policy import Permission, requires
from engage.profile import actions, forms, queries, rules
from engage.profile.models import Topic
from engage.profile.rules import Sort
from engage.profile.views.pages import bp, is_hidden, person_or_404
from engage.web.forms import Press

DONE = {
    "added": "It is on the list now.",
    "renamed": "It has its new name, for everybody who ticked it.",
    "retired": "It is offered no more. Who ticked it keeps it.",
    "offered": "It is offered again.",
}
NOBODY = "nobody"


@bp.get("/team/interests")
@requires(Permission.INTERESTS_KEEP)
def topics() -> ResponseReturnValue:
    found = queries.topics(retired=True)
    return render_template(
        "profile/topics.html", topics=found, chosen=queries.how_many_chose(each.id for each in found), form=Press(),
        sort_words=rules.SORT_WORDS, done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.route("/team/interests/new", methods=["GET", "POST"])
@requires(Permission.INTERESTS_KEEP)
def add_topic() -> ResponseReturnValue:
    form = forms.NewTopic()
    if form.is_sent_and_right():
        try:
            actions.add_topic(Sort(form.sort.data), form.title.data or "", by=visitor.user_id())
        except actions.ThereAlready:
            form.refuse(form.title, "There is one of this name already. Enter another name")
        else:
            return _done("added")
    return render_template("profile/add_topic.html", form=form, back=url_for(".topics")), 422 if form.errors else 200


@bp.route("/team/interests/<uuid:topic_id>", methods=["GET", "POST"])
@requires(Permission.INTERESTS_KEEP)
def rename_topic(topic_id: UUID) -> ResponseReturnValue:
    found = _topic_or_404(topic_id)
    form = forms.Rename(title=found.title)
    if form.is_sent_and_right():
        try:
            actions.rename_topic(found, form.title.data or "", by=visitor.user_id())
        except actions.ThereAlready:
            form.refuse(form.title, "There is one of this name already. Enter another name")
        else:
            return _done("renamed")
    return render_template(
        "profile/rename_topic.html", form=form, topic=found, back=url_for(".topics")
    ), 422 if form.errors else 200


@bp.post("/team/interests/<uuid:topic_id>/<any(retired, offered):what>")
@requires(Permission.INTERESTS_KEEP)
def turn_topic(topic_id: UUID, what: str) -> ResponseReturnValue:
    found = _topic_or_404(topic_id)
    if not Press().is_sent_and_right():
        return redirect(url_for(".topics"))
    if what == "retired":
        actions.retire_topic(found, by=visitor.user_id())
    else:
        actions.offer_topic_again(found, by=visitor.user_id())
    return _done(what)


@bp.get("/team/people/<uuid:person_id>/taking-part")
@requires(Permission.POOL_READ, logs_reading=True)
def of_person(person_id: UUID) -> ResponseReturnValue:
    person = person_or_404(person_id)
    shown = render_template(
        "profile/of_person.html", person=person, profile=queries.summary(person_id), press=Press(), flags=flags(person_id),
        hidden=HIDDEN if is_hidden(person) else "",
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="taking part")
    db.session.commit()
    return shown


@bp.route("/team/people/<uuid:person_id>/supporter", methods=["GET", "POST"])
@requires(Permission.SUPPORTER_NAME, logs_reading=True)
def supporter(person_id: UUID) -> ResponseReturnValue:
    person = person_or_404(person_id)
    form = forms.Support()
    form.account.choices = {key.hex: name for key, name in queries.who_may_support()} | {NOBODY: "Nobody any more"}
    if form.is_sent_and_right():
        people.hold(person_id)
        chosen = None if form.account.data == NOBODY else UUID(form.account.data)
        actions.name_supporter(person_id, chosen, on=clock.today(), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".of_person", person_id=person_id))
    shown = render_template(
        "profile/supporter.html", form=form, person=person, supports=queries.supports(person_id),
        back=url_for(".of_person", person_id=person_id),
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="supporter")
    db.session.commit()
    return shown, 422 if form.errors else 200


def _topic_or_404(topic_id: UUID) -> Topic:
    return queries.topic(topic_id) or abort(404)


def _done(what: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".topics", done=what))
