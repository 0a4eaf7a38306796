"""A mailing as one person would get it: a made-up one, or somebody of the pool by their number."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.mailings import forms
from engage.mailings.emails import filled, page_of
from engage.mailings.models import Mailing, Text
from engage.mailings.queries import dates, lists
from engage.mailings.queries.one import title_of
from engage.mailings.rules.subjects import plain
from engage.mailings.views.pages import DONE, as_sent, bp, mailing_or_404
from engage.message_templates.queries import names_among
from engage.message_templates.rules.subjects import SORT_WORDS, given_away, maybe_names
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.web.forms import Press

SAMPLE = "Sam"


@bp.route("/<uuid:mailing_id>/look", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE, logs_reading=True)
def look(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id)
    text = lists.text(mailing)
    if text is None:
        return redirect(url_for(".show", mailing_id=mailing_id))
    form, called, whose = forms.Person(), SAMPLE, ""
    if form.is_sent_and_right():
        found = lists.people_numbered([_plain(form.number.data)])
        person = people.person(next(iter(found.values()))) if found else None
        if person is None:
            form.refuse(form.number, "There is nobody with this pool number")
        else:
            called, whose = person.greeting, person.number
            record_reading(kind="person", about=person.id, by=visitor.user_id(), page="look at a mailing")
    shown = _page(mailing, text, form, called, whose)
    db.session.commit()
    return shown, 422 if form.errors else 200


def _plain(number: str) -> str:
    together = number.upper().replace("-", "").replace(" ", "")
    return f"{together[:4]}-{together[4:]}"


def _page(mailing: Mailing, text: Text, form: forms.Person, called: str, whose: str) -> str:
    kept = dates.newest(mailing.id)
    words = filled(text.words, called=called)
    names = names_among(maybe_names(words.subject))
    return render_template(
        "mailings/look.html", mailing=mailing, text=text, words=words, form=form, press=Press(), called=called, whose=whose,
        date=None if kept is None else page_of(kept),
        purpose=title_of(mailing.purpose), done=DONE.get(request.args.get("done", "")),
        warnings=[SORT_WORDS[sort] for sort in given_away(words.subject, names=names)], plain=as_sent(plain(mailing.purpose)),
    )  # fmt: skip


@bp.get("/<uuid:mailing_id>/versions")
@requires(Permission.MESSAGES_WRITE)
def versions(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id)
    found = lists.versions(mailing_id)
    if not found:
        abort(404)
    return render_template("mailings/versions.html", mailing=mailing, versions=found)
