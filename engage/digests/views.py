"""The pages on which the team writes items of the digest, and the page on which members see what is open."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.audit.actions import record_reading
from engage.db import db
from engage.digests import actions, forms, queries
from engage.digests.models import Item
from engage.digests.queries import rehearsal
from engage.digests.rules import (
    GETS_IT,
    MOST_OPEN,
    NOTHING_NEW,
    NotAllowedNow,
    Stands,
    State,
    monday_of,
    next_going,
    week_id,
    weekday_of,
)  # fmt: skip
from engage.mailings.queries.audience import GOES
from engage.mailings.queries.lists import titles_of
from engage.message_templates.queries import names_among
from engage.message_templates.rules.subjects import SORT_WORDS, given_away, maybe_names
from engage.outbox.rules import REASON_WORDS, Reason
from engage.policy import Permission, requires
from engage.profile.queries import topics
from engage.reminders.queries import quiet
from engage.settings import Settings
from engage.web.forms import Press

bp = Blueprint("digests", __name__, url_prefix="/team/digest")
own = Blueprint("ways", __name__, url_prefix="/me")

DONE = {
    "published": "It is published. People see it on their page now, and it goes with the next digest.",
    "taken-back": "It is taken back. It is a draft again.",
    "closed": "It is closed. It is no longer on people’s page, and leaves mails that have not gone.",
    "too-many": f"Nothing was published: {MOST_OPEN} items are open already. Close one of them first.",
    "not-now": "Nothing was changed: it is not where it was when you opened the page.",
}
TAGS = {Stands.DRAFT: "plain", Stands.WAITS: "waiting", Stands.OPEN: "good", Stands.CLOSED: "ended"}


@bp.context_processor
def words_of_days() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {"weekday_of": weekday_of}


@bp.get("")
@requires(Permission.MESSAGES_WRITE)
def items() -> ResponseReturnValue:
    page = queries.page(after=request.args.get("after"), before=request.args.get("before"))
    return render_template(
        "digests/items.html", page=page, today=clock.today(), tags=TAGS, goes=next_going(clock.now(), quiet()),
        gone="gone" in request.args,
    )  # fmt: skip


@bp.get("/rehearsal")
@requires(Permission.MESSAGES_WRITE)
def rehearse() -> ResponseReturnValue:
    """The next digest as it would go: how many get it, and who does not and why."""
    coming = rehearsal.ahead(clock.now())
    count, nothing_new = (None, 0) if coming is None else rehearsal.count(coming)
    return render_template(
        "digests/rehearsal.html", coming=coming, count=count, nothing_new=nothing_new, reason_words=REASON_WORDS
    )


@bp.get("/rehearsal/<which>")
@requires(Permission.MESSAGES_WRITE, logs_reading=True)
def rehearse_who(which: str) -> ResponseReturnValue:
    """Their names, with what stands in it for each, or with the way to why it does not go to them."""
    coming = rehearsal.ahead(clock.now())
    if coming is None or (which not in (GETS_IT, NOTHING_NEW) and which not in set(Reason)):
        abort(404)
    said = "" if which == GETS_IT else which
    page = rehearsal.people(coming, said, after=request.args.get("after"), before=request.args.get("before"))
    what = rehearsal.what_for([each.person_id for each in page.rows], coming) if said in GOES else {}
    shown = render_template(
        "digests/rehearsed.html", coming=coming, which=which, page=page, what=what, goes=said in GOES,
        words=REASON_WORDS[Reason(which)] if which in set(Reason) else "", week_id=week_id(monday_of(clock.day_of(coming.at))),
    )  # fmt: skip
    record_reading(
        kind=actions.ABOUT, about=week_id(monday_of(clock.day_of(coming.at))), by=visitor.user_id(), page="who gets it"
    )
    db.session.commit()
    return shown


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def new() -> ResponseReturnValue:
    form = forms.Write(ours=_settings().base_url)
    form.offer(topics())
    if form.is_sent_and_right():
        item = actions.begin(form.words(), form.audience(), by=visitor.user_id())
        db.session.commit()
        return redirect(url_for(".check", item_id=item.id))
    return render_template("digests/write.html", form=form, back=url_for(".items")), 422 if form.errors else 200


@bp.route("/<uuid:item_id>/words", methods=["GET", "POST"])
@requires(Permission.MESSAGES_WRITE)
def words(item_id: UUID) -> ResponseReturnValue:
    item = _item_or_404(item_id)
    if item.state is not State.DRAFT:
        abort(404)
    form = forms.Write(ours=_settings().base_url, data=forms.shown_of(item))
    form.offer(topics())
    if form.is_sent_and_right():
        try:
            actions.write(_held(item_id), form.words(), form.audience())
        except NotAllowedNow:
            return _nothing_changed(item_id)
        db.session.commit()
        return redirect(url_for(".check", item_id=item_id))
    back = url_for(".check", item_id=item_id)
    return render_template("digests/write.html", form=form, back=back), 422 if form.errors else 200


@bp.get("/<uuid:item_id>")
@requires(Permission.MESSAGES_WRITE)
def check(item_id: UUID) -> ResponseReturnValue:
    item, now = _item_or_404(item_id), clock.now()
    audience, stands = item.audience, item.stands(clock.day_of(now))
    return render_template(
        "digests/check.html", item=item, stands=stands, tag_of=TAGS[stands], Stands=Stands, form=Press(),
        who=audience.in_words(titles_of([audience])), warnings=_warnings(item), goes=next_going(now, quiet()),
        count=queries.count(audience) if stands in (Stands.DRAFT, Stands.WAITS) else None,
        names=staff_names({by for by in (item.written_by, item.published_by, item.closed_by) if by}),
        is_past=item.closes_on < clock.day_of(now), done=DONE.get(request.args.get("done", "")),
    )  # fmt: skip


@bp.post("/<uuid:item_id>/publish")
@requires(Permission.MESSAGES_WRITE)
def publish(item_id: UUID) -> ResponseReturnValue:
    item = _pressed(item_id)
    if queries.how_many_open(clock.today()) >= MOST_OPEN:
        return _shown(item_id, "too-many")
    try:
        actions.publish(item, by=visitor.user_id())
    except NotAllowedNow:
        return _nothing_changed(item_id)
    db.session.commit()
    return _shown(item_id, "published")


@bp.post("/<uuid:item_id>/take-back")
@requires(Permission.MESSAGES_WRITE)
def take_back(item_id: UUID) -> ResponseReturnValue:
    try:
        actions.take_back(_pressed(item_id), by=visitor.user_id())
    except NotAllowedNow:
        return _nothing_changed(item_id)
    db.session.commit()
    return _shown(item_id, "taken-back")


@bp.post("/<uuid:item_id>/close")
@requires(Permission.MESSAGES_WRITE)
def close(item_id: UUID) -> ResponseReturnValue:
    try:
        actions.close(_pressed(item_id), by=visitor.user_id())
    except NotAllowedNow:
        return _nothing_changed(item_id)
    db.session.commit()
    return _shown(item_id, "closed")


@bp.post("/<uuid:item_id>/throw-away")
@requires(Permission.MESSAGES_WRITE)
def throw_away(item_id: UUID) -> ResponseReturnValue:
    try:
        actions.throw_away(_pressed(item_id), by=visitor.user_id())
    except NotAllowedNow:
        return _nothing_changed(item_id)
    db.session.commit()
    return redirect(url_for(".items", gone="yes"))


@own.get("/ways")
@requires(Permission.OWN_RECORD)
def ways() -> ResponseReturnValue:
    return render_template("digests/ways.html", items=queries.open_items(clock.today()))


def _warnings(item: Item) -> list[str]:
    if item.state is not State.DRAFT:
        return []
    names = names_among(maybe_names(item.title))
    return [SORT_WORDS[sort] for sort in given_away(item.title, names=names)]


def _item_or_404(item_id: UUID) -> Item:
    return queries.item(item_id) or abort(404)


def _held(item_id: UUID) -> Item:
    return queries.held(item_id) or abort(404)


def _pressed(item_id: UUID) -> Item:
    """An item that a button was pressed for, locked until the end of the request."""
    if not Press().is_sent_and_right():
        abort(403)
    return _held(item_id)


def _shown(item_id: UUID, done: str) -> ResponseReturnValue:
    return redirect(url_for(".check", item_id=item_id, done=done))


def _nothing_changed(item_id: UUID) -> ResponseReturnValue:
    """Somebody else was quicker."""
    db.session.rollback()
    return _shown(item_id, "not-now")


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
