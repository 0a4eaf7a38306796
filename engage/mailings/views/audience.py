"""Whom a mailing is for, and audiences kept to be used again."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.mailings import forms
from engage.mailings.actions import writing
from engage.mailings.queries import lists
from engage.mailings.rules import State
from engage.mailings.views.pages import bp, draft_held, mailing_or_404, shown
from engage.policy import Permission, requires
from engage.profile.queries import topics
from engage.web.forms import Press


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def new() -> ResponseReturnValue:
    form, saved = forms.Who(), lists.saved()
    form.offer(saved, topics())
    people = _people(form) if form.is_sent_and_right() else None
    if people is not None:
        mailing = writing.begin(form.audience(saved), people, by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".about", mailing_id=mailing.id))
    return _asked(form, back=url_for(".everything"))


@bp.route("/<uuid:mailing_id>/who", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def audience(mailing_id: UUID) -> ResponseReturnValue:
    mailing, saved = mailing_or_404(mailing_id, State.DRAFT), lists.saved()
    form = forms.Who(data=forms.who_of(mailing.audience, lists.named(mailing_id)))
    form.offer(saved, topics())
    people = _people(form) if form.is_sent_and_right() else None
    if people is not None:
        writing.choose(draft_held(mailing_id), form.audience(saved), people)
        db.session.commit()
        return redirect(url_for(".show" if mailing.purpose else ".about", mailing_id=mailing_id))
    return _asked(form, back=url_for(".show", mailing_id=mailing_id))


def _asked(form: forms.Who, *, back: str) -> ResponseReturnValue:
    return render_template("mailings/who.html", form=form, back=back), 422 if form.errors else 200


def _people(form: forms.Who) -> list[UUID] | None:
    """Those who were named, if any were; None where a number is nobody's, which then stands beside the field."""
    if form.who.data != forms.NAMED:
        return []
    typed = form.typed_numbers()
    found = lists.people_numbered(typed)
    unknown = next((number for number in typed if number not in found), None)
    if unknown is not None:
        form.refuse(form.numbers, f"There is nobody with the pool number {unknown}")
        return None
    return [found[number] for number in typed]


@bp.route("/<uuid:mailing_id>/who/save", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def save_audience(mailing_id: UUID) -> ResponseReturnValue:
    mailing, form = mailing_or_404(mailing_id), forms.Name()
    if mailing.audience.named or mailing.audience.is_everybody:
        abort(404)
    if form.is_sent_and_right():
        if not lists.name_is_taken(form.name.data):
            writing.save_audience(mailing, form.name.data, by=visitor.user_id())
            db.session.commit()
            return shown(mailing_id, "saved")
        form.refuse(form.name, "There is an audience of this name already. Choose another name")
    who = mailing.audience.in_words(lists.titles_of([mailing.audience]))
    back = url_for(".show", mailing_id=mailing_id)
    return render_template("mailings/save_audience.html", form=form, who=who, back=back), 422 if form.errors else 200


@bp.get("/audiences")
@requires(Permission.MESSAGES_WRITE)
def audiences() -> ResponseReturnValue:
    saved = lists.saved()
    titles = lists.titles_of(each.audience for each in saved)
    lines = [(each, each.audience.in_words(titles)) for each in saved]
    return render_template("mailings/audiences.html", saved=lines, form=Press(), gone="gone" in request.args)


@bp.post("/audiences/<uuid:saved_id>/forget")
@requires(Permission.MESSAGES_WRITE)
def forget_audience(saved_id: UUID) -> ResponseReturnValue:
    saved = lists.saved_one(saved_id)
    if saved is None or not Press().is_sent_and_right():
        abort(404)
    writing.forget_audience(saved, by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".audiences", gone="yes"))
