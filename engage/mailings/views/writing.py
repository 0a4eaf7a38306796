"""The list of mailings, what one is about, its words, copying one and throwing one away."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.db import db
from engage.mailings import forms
from engage.mailings.actions import writing
from engage.mailings.models import Text
from engage.mailings.queries import lists
from engage.mailings.rules import NotAllowedNow, State
from engage.mailings.rules.subjects import plain
from engage.mailings.rules.words import Words
from engage.mailings.views.pages import bp, draft_held, held_or_404, mailing_or_404, nothing_changed, settings, shown
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.get("")
@requires(Permission.MESSAGES_WRITE)
def everything() -> ResponseReturnValue:
    wanted = request.args.get("show", "")
    state = next((each for each in State if each.value.replace(" ", "-") == wanted), None)
    page = lists.page(state, after=request.args.get("after"), before=request.args.get("before"))
    return render_template("mailings/everything.html", page=page, state=state, gone="gone" in request.args)


@bp.route("/<uuid:mailing_id>/about", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def about(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id, State.DRAFT)
    form = forms.About(data={"about": mailing.purpose})
    form.offer(lists.purposes())
    if form.is_sent_and_right():
        writing.speak_about(draft_held(mailing_id), form.about.data)
        db.session.commit()
        return redirect(_onward(mailing_id))
    back = url_for(".audience", mailing_id=mailing_id)
    return render_template("mailings/about.html", form=form, back=back), 422 if form.errors else 200


def _onward(mailing_id: UUID) -> str:
    """To the words while there are none; else back to the page of the mailing."""
    written = bool(lists.versions(mailing_id))
    return url_for(".show" if written else ".words", mailing_id=mailing_id)


@bp.route("/<uuid:mailing_id>/words", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def words(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id, State.DRAFT)
    text = lists.text(mailing)
    form = forms.Write(ours=settings().base_url, obj=None if text is None else text.words)
    if form.is_sent_and_right():
        writing.write(draft_held(mailing_id), form.words(), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".look", mailing_id=mailing_id))
    back = url_for(".show", mailing_id=mailing_id)
    return render_template("mailings/words.html", form=form, back=back), 422 if form.errors else 200


@bp.post("/<uuid:mailing_id>/plain-subject")
@requires(Permission.MESSAGES_WRITE)
def plain_subject(mailing_id: UUID) -> ResponseReturnValue:
    mailing = held_or_404(mailing_id)
    text = _text_or_404(mailing_id)
    words = Words(plain(mailing.purpose), text.opening, text.body, text.link, text.link_words)
    try:
        writing.write(mailing, words, by=visitor.user_id())
    except NotAllowedNow:
        return nothing_changed(mailing_id)
    db.session.commit()
    return redirect(url_for(".look", mailing_id=mailing_id, done="plain"))


@bp.post("/<uuid:mailing_id>/test")
@requires(Permission.MESSAGES_WRITE)
def test(mailing_id: UUID) -> ResponseReturnValue:
    held_or_404(mailing_id)
    writing.test(_text_or_404(mailing_id), by=visitor.user_id())
    db.session.commit()
    return redirect(url_for(".look", mailing_id=mailing_id, done="test"))


@bp.post("/<uuid:mailing_id>/copy")
@requires(Permission.MESSAGES_WRITE)
def copy(mailing_id: UUID) -> ResponseReturnValue:
    new = writing.copy(held_or_404(mailing_id), by=visitor.user_id())
    db.session.commit()
    return shown(new.id, "copied")


@bp.route("/<uuid:mailing_id>/throw-away", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def throw_away(mailing_id: UUID) -> ResponseReturnValue:
    mailing, form = mailing_or_404(mailing_id, State.DRAFT), Press()
    if form.is_sent_and_right():
        writing.throw_away(draft_held(mailing_id), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".everything", gone="yes"))
    back = url_for(".show", mailing_id=mailing_id)
    return render_template("mailings/throw_away.html", form=form, text=lists.text(mailing), back=back)


def _text_or_404(mailing_id: UUID) -> Text:
    mailing = mailing_or_404(mailing_id)
    return lists.text(mailing) or abort(404)
