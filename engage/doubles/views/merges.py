"""One merge: what it keeps and drops, confirming it, calling it off, and taking it back."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import actions as consent
from engage.db import db
from engage.doubles import actions, queries
from engage.doubles.queries import Prepared, Record
from engage.doubles.rules import NotNow, Side
from engage.doubles.views.pages import both_or_gone, bp, note_reading
from engage.policy import Permission, requires
from engage.web.errors import Gone
from engage.web.forms import Press
from engage.welcome.queries.finding import purposes
from engage.welcome.rules import CHANNEL_WORDS


@bp.get("/merges/<uuid:merge_id>")
@requires(Permission.MERGE_PREPARE, logs_reading=True)
def merge(merge_id: UUID) -> ResponseReturnValue:
    found = _or_404(merge_id)
    if found.merge.confirmed_at is not None:
        may_undo = visitor.may(Permission.MERGE_CONFIRM) and found.can_be_undone(clock.now())
        return render_template("doubles/merged.html", found=found, may_undo=may_undo, form=Press())
    both = both_or_gone(found.merge.kept_id, found.merge.gone_id)
    shown = render_template(
        "doubles/merge.html", found=found, both=both, kept=_kept(found, both, dropped=False), form=Press(),
        dropped=_kept(found, both, dropped=True), consent=_consent(found, both), channel_words=CHANNEL_WORDS,
    )  # fmt: skip
    note_reading(*both)
    return shown


def _or_404(merge_id: UUID) -> Prepared:
    found = queries.prepared(merge_id)
    if found is None:
        abort(404)
    return found


def _kept(found: Prepared, both: tuple[Record, Record], *, dropped: bool) -> list[tuple[str, str]]:
    """What differs and was chosen, or was not."""
    lines = []
    for each in queries.differences(*both):
        side = Side(found.choices.get(each.name, Side.FIRST))
        other = Side.SECOND if side is Side.FIRST else Side.FIRST
        lines.append((each.label, each.of(other if dropped else side).replace("\n", ", ")))
    return lines


def _consent(found: Prepared, both: tuple[Record, Record]) -> list[tuple[str, str, tuple[bool, bool, bool]]]:
    """What both said about each kind of message by each way, and what counts after the merge."""
    of_gone = {name for name, side in found.choices.items() if side == Side.SECOND}
    ours, theirs = ([point.kind for point in each.points] for each in both)
    channels = actions.channels_of_other(ours, theirs, of_gone)
    titles = purposes()
    would = consent.would_stand(into=found.merge.kept_id, of=found.merge.gone_id, address_of_other=channels)
    return [(titles[code].title, channel, said) for (code, channel), said in would.items() if code in titles]


@bp.post("/merges/<uuid:merge_id>/confirm")
@requires(Permission.MERGE_CONFIRM)
def confirm(merge_id: UUID) -> ResponseReturnValue:
    found = _pressed(merge_id)
    try:
        actions.confirm(found.merge, by=visitor.user_id())
    except NotNow as why:
        raise Gone("These records were not merged", f"{why}.") from why
    db.session.commit()
    return redirect(url_for(".merge", merge_id=merge_id))


@bp.post("/merges/<uuid:merge_id>/call-off")
@requires(Permission.MERGE_PREPARE)
def call_off(merge_id: UUID) -> ResponseReturnValue:
    found = _pressed(merge_id)
    try:
        actions.call_off(found.merge, by=visitor.user_id())
    except NotNow as why:
        raise Gone("This merge cannot be called off", f"{why}.") from why
    db.session.commit()
    return redirect(url_for(".pairs"))


@bp.post("/merges/<uuid:merge_id>/take-back")
@requires(Permission.MERGE_CONFIRM)
def take_back(merge_id: UUID) -> ResponseReturnValue:
    found = _pressed(merge_id)
    try:
        actions.take_back(found.merge, by=visitor.user_id())
    except NotNow as why:
        raise Gone("This merge cannot be taken back", f"{why}.") from why
    db.session.commit()
    return redirect(url_for(".merge", merge_id=merge_id))


def _pressed(merge_id: UUID) -> Prepared:
    found = _or_404(merge_id)
    if not Press().is_sent_and_right():
        abort(422)
    return found
