"""What we hold about whoever is signed in: on screen, as a file, and saying that something is wrong."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from engage import clock, vault
from engage.accounts import visitor
from engage.audit import actions as audit
from engage.db import db
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.privacy import forms
from engage.privacy.actions import requests
from engage.privacy.queries import held, owned
from engage.privacy.rules.requests import RequestKind
from engage.privacy.views import files
from engage.privacy.views.room import bp, titles
from engage.web.errors import Gone
from engage.web.forms import Press

ON_A_PAGE = 50
FRESH = LASTS = timedelta(minutes=15)
FILE = "what-we-hold-about-you.zip"
_PURPOSE = "file of what we hold"


@bp.get("/me/data", endpoint="held")
@requires(Permission.OWN_RECORD)
def what_we_hold() -> ResponseReturnValue:
    everybody = owned.everybody_in(visitor.person_id())
    sections, is_short = held.shortened(held.held(everybody, titles()), ON_A_PAGE)
    return render_template(
        "privacy/held.html", sections=sections, is_short=is_short, looks=held.looks(everybody)[:ON_A_PAGE], form=Press(),
        shown=files.shown, most=ON_A_PAGE, back=url_for("home.me"),
    )  # fmt: skip


@bp.post("/me/data/file")
@requires(Permission.OWN_RECORD)
def ask_for_file() -> ResponseReturnValue:
    """The file is asked for here, which is written down; it is made when the link on the next page is pressed."""
    if not Press().is_sent_and_right():
        abort(400)
    if not is_fresh():
        return redirect(url_for(".sign_in_again", to="data"))
    person_id = visitor.person_id()
    audit.record("took out what we hold about them", kind="person", about=person_id, by=visitor.user_id())
    db.session.commit()
    payload = [person_id.hex, visitor.sign_in_id().hex, clock.now().isoformat()]
    return redirect(url_for(".file_ready", token=vault.sign(payload, purpose=_PURPOSE)))


@bp.get("/me/data/file/<token>/ready")
@requires(Permission.OWN_RECORD)
def file_ready(token: str) -> ResponseReturnValue:
    _only_their_own(token)
    return render_template("privacy/file_ready.html", token=token, back=url_for(".held"))


@bp.get("/me/data/file/<token>")
@requires(Permission.OWN_RECORD)
def file(token: str) -> ResponseReturnValue:
    _only_their_own(token)
    everybody = owned.everybody_in(visitor.person_id())
    body = files.package(held.held(everybody, titles()), held.looks(everybody), made_at=clock.now())
    return Response(body, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{FILE}"'})


def _only_their_own(token: str) -> None:
    """Whoever signed in elsewhere, as somebody else or a quarter of an hour ago finds nothing here."""
    payload = vault.read(token, purpose=_PURPOSE)
    if payload is None or payload[:2] != [visitor.person_id().hex, visitor.sign_in_id().hex]:
        abort(404)
    if clock.now() - files.instant(payload[2]) > LASTS:
        raise Gone("This link has run out", "It worked for 15 minutes. Go to What we hold about you and ask for the file again.")


def is_fresh() -> bool:
    """Whether whoever is here signed in a moment ago."""
    return clock.now() - visitor.signed_in_at() <= FRESH


@bp.route("/me/sign-in-again/<any(data, erase):to>", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def sign_in_again(to: str) -> ResponseReturnValue:
    """Before somebody takes everything out or erases it we make sure once more that it is them."""
    form, onward = Press(), {"data": ".held", "erase": ".erase"}[to]
    if form.is_sent_and_right():
        visitor.end()
        db.session.commit()
        return redirect(url_for("accounts.sign_in", next=url_for(onward)))
    return render_template("privacy/sign_in_again.html", form=form, to=to, back=url_for(".held"))


@bp.route("/me/data/wrong", methods=["GET", "POST"])
@requires(Permission.OWN_RECORD)
def wrong() -> ResponseReturnValue:
    form = forms.Wrong()
    if form.is_sent_and_right():
        people.hold(visitor.person_id())
        asked = requests.ask_by_web(
            visitor.person_id(), kind=RequestKind.RECTIFY, words=form.words.data, by=visitor.user_id(), at=clock.now()
        )
        db.session.commit()
        session["asked"] = asked.due_on.isoformat()
        return redirect(url_for(".wrong_received"))
    return render_template("privacy/wrong.html", form=form, back=url_for(".held")), 422 if form.errors else 200


@bp.get("/me/data/wrong/received")
@requires(Permission.OWN_RECORD)
def wrong_received() -> ResponseReturnValue:
    due_on = session.get("asked")
    return render_template("privacy/wrong_received.html", due_on=files.day_of(due_on) if due_on else None, back=url_for(".held"))
