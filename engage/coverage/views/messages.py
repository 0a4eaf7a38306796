"""Messages of the carer lead: to the manager of a team without a champion, and to champions, deputies and managers."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.coverage import forms
from engage.coverage.actions import messages as actions
from engage.coverage.models import ChampionMessage
from engage.coverage.queries import messages, teams
from engage.coverage.rules.messages import KIND, Whom, about_a_gap
from engage.coverage.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.web.forms import Press

DONE = {
    "test": "A test is on its way to your own address.",
    "sent": "It is on its way.",
    "sent-before": "Nothing was changed: it had been sent already.",
    "nobody": "It was not sent: there is nobody it can reach.",
}


@bp.route("/coverage/<uuid:team_id>/write", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def write_to_manager(team_id: UUID) -> ResponseReturnValue:
    today = clock.today()
    line = teams.one(team_id, today) or abort(404)
    subject, body = about_a_gap(line.name, line.uncovered_for(today))
    form = forms.Words(data={"subject": subject, "body": body})
    if line.champion is None and line.manager is not None and form.is_sent_and_right():
        message = actions.write(
            subject=form.subject.data, body=form.body.data, whom=Whom.ONE_MANAGER, team_id=team_id, by=visitor.user_id()
        )
        db.session.commit()
        return redirect(url_for(".message", message_id=message.id))
    page = render_template("coverage/write_to_manager.html", form=form, line=line, back=url_for(".coverage"))
    return page, 422 if form.errors else 200


@bp.get("/network/messages")
@requires(Permission.NETWORK_WRITE)
def messages_written() -> ResponseReturnValue:
    page = messages.everything(after=request.args.get("after"), before=request.args.get("before"))
    return render_template("coverage/messages.html", page=page, names=staff_names(each.written_by for each in page.rows))


@bp.route("/network/messages/new", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def new_message() -> ResponseReturnValue:
    form = forms.ToMany(services=teams.services(clock.today()))
    if form.is_sent_and_right():
        message = actions.write(subject=form.subject.data, body=form.body.data, by=visitor.user_id(), **form.said())
        db.session.commit()
        return redirect(url_for(".message", message_id=message.id))
    return _asked(form, back=url_for(".messages_written"))


@bp.route("/network/messages/<uuid:message_id>/change", methods=["GET", "POST"])
@requires(Permission.NETWORK_WRITE)
def change_message(message_id: UUID) -> ResponseReturnValue:
    message = _message(message_id)
    if message.sent_at is not None:
        return redirect(url_for(".message", message_id=message_id, done="sent-before"))
    form = _form_of(message)
    if form.is_sent_and_right():
        said = form.said() if isinstance(form, forms.ToMany) else {"whom": message.whom, "care_group": ""}
        held = _message(message_id, held=True)
        try:
            actions.change(held, subject=form.subject.data, body=form.body.data, by=visitor.user_id(), **said)
        except actions.SentAlready:
            return redirect(url_for(".message", message_id=message_id, done="sent-before"))
        db.session.commit()
        return redirect(url_for(".message", message_id=message_id))
    return _asked(form, back=url_for(".message", message_id=message_id))


def _form_of(message: ChampionMessage) -> forms.Words:
    given = {"subject": message.subject, "body": message.body, "whom": message.whom.value}
    if message.whom is Whom.ONE_MANAGER:
        return forms.Words(data=given)
    return forms.ToMany(
        services=teams.services(clock.today()), data={**given, "service": message.care_group or forms.EVERY_SERVICE}
    )


def _asked(form: forms.Words, *, back: str) -> ResponseReturnValue:
    return render_template("coverage/write.html", form=form, back=back), 422 if form.errors else 200


@bp.get("/network/messages/<uuid:message_id>")
@requires(Permission.NETWORK_WRITE)
def message(message_id: UUID) -> ResponseReturnValue:
    found = _message(message_id)
    line = teams.one(found.team_id, clock.today()) if found.team_id else None
    return render_template(
        "coverage/message.html", message=found, form=Press(), line=line, became=messages.became(found, KIND),
        reached=messages.reached(found, clock.today()) if found.sent_at is None else None,
        names=staff_names(by for by in (found.written_by, found.sent_by) if by), done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.post("/network/messages/<uuid:message_id>/test")
@requires(Permission.NETWORK_WRITE)
def test_message(message_id: UUID) -> ResponseReturnValue:
    found = _pressed(message_id)
    actions.test(found, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".message", message_id=message_id, done="test"))


@bp.post("/network/messages/<uuid:message_id>/send")
@requires(Permission.NETWORK_WRITE)
def send_message(message_id: UUID) -> ResponseReturnValue:
    try:
        actions.send(_pressed(message_id), by=visitor.user_id())
    except actions.SentAlready:
        return redirect(url_for(".message", message_id=message_id, done="sent-before"))
    except actions.Nobody:
        return redirect(url_for(".message", message_id=message_id, done="nobody"))
    db.session.commit()
    return redirect(url_for(".message", message_id=message_id, done="sent"))


def _message(message_id: UUID, *, held: bool = False) -> ChampionMessage:
    return messages.one(message_id, held=held) or abort(404)


def _pressed(message_id: UUID) -> ChampionMessage:
    if not Press().is_sent_and_right():
        abort(403)
    return _message(message_id, held=True)
