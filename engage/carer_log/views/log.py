"""C10 and C12: the quick log, for a carer the team knows, somebody new, or a count alone."""

from __future__ import annotations

import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engage import clock
from engage.carer_log.actions.arriving import as_written, owner
from engage.carer_log.forms.log import LogContact, id_of
from engage.carer_log.queries import drafts, writing
from engage.carer_log.queries.drafts import Begun
from engage.carer_log.queries.writing import Served
from engage.carer_log.rules import ABOUT_WORDS, HOW_WORDS, JUST_NOW
from engage.carer_log.views.room import bp
from engage.carer_log.views.writing import write_down
from engage.policy import Permission, requires
from engage.teams.views.room import viewer


@bp.route("/log", methods=["GET", "POST"])
@requires(Permission.CARERS_LOG)
def log() -> ResponseReturnValue:
    who, today = viewer(), clock.today()
    served = writing.served(who.account_id, today)
    if not served.teams:
        return _serves_nobody()
    begun = drafts.begun(who.account_id) if request.method == "GET" else []
    draft = next((each for each in begun if each.id == id_of(request.args.get("draft"))), None)
    form = _filled(draft) if draft else _asked(served)
    number = request.args.get("carer", "").replace("\0", "")
    carers = writing.offered(who, today, number=number, link_id=id_of(form.who.data))
    if number and number not in {each.number for each in carers}:
        abort(404)
    form.offer(carers, served)
    if number and request.method == "GET" and not draft:
        form.who.data = carers[0].link_id.hex
    if form.is_sent_and_right():
        made = write_down(form, carers, served, who)
        if made is not None:
            return redirect(url_for(".saved", contact_id=made))
    shown = render_template(
        "carer_log/log.html", form=form, begun=[] if draft else begun, draft=draft.id if draft else None,
        owner=owner(who.account_id),
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def _asked(served: Served) -> LogContact:
    """The form with what need not be chosen: no follow-up, and the team somebody logged for last."""
    team = served.last.hex if served.last else None
    return LogContact(data={
        "follow_up": "no", "relationship": "not said", "once": secrets.token_urlsafe(16), "team": team,
        "clears": request.args.get("follow_up", ""),
    })  # fmt: skip


def _filled(draft: Begun) -> LogContact:
    """The same form with what was typed in it, and the same showing, so that it cannot become two contacts.

    What was begun a while ago says when that was, and days are counted from then, as for what comes from a phone.
    """
    is_old = not draft.from_phone and clock.now() - draft.kept_at > JUST_NOW
    return LogContact(formdata=MultiDict(as_written(draft.fields, draft.kept_at) if is_old else draft.fields))


def _serves_nobody() -> ResponseReturnValue:
    """Nothing can be logged; what somebody has just sent stands on the page, so that they can hand it on."""
    form = LogContact()
    chosen = [words for each, words in (HOW_WORDS | ABOUT_WORDS).items() if each in (form.how.data, *(form.about.data or ()))]
    typed = [*chosen, form.looked_for.data, form.name.data, form.reach.data, form.note.data]
    shown = render_template("carer_log/no_team.html", typed=[words for words in typed if words])
    return shown, 200 if request.method == "GET" else 409
