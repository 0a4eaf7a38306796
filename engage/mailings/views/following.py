"""One mailing: what is still to do, how far it has come, what became of it; taking it back and stopping it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.audit.actions import record_reading
from engage.db import db
from engage.mailings.actions import sending, writing
from engage.mailings.models import Mailing
from engage.mailings.queries import dates, lists, report
from engage.mailings.queries.one import title_of
from engage.mailings.rules import Fate, NotAllowedNow, State
from engage.mailings.views.pages import DONE, bp, held_or_404, mailing_or_404, may_be_changed, nothing_changed, shown
from engage.outbox.rules import REASON_WORDS, Reason
from engage.policy import Permission, requires
from engage.web.forms import Press


@bp.get("/<uuid:mailing_id>")
@requires(Permission.MESSAGES_WRITE)
def show(mailing_id: UUID) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id)
    audience, kept = mailing.audience, dates.newest(mailing_id)
    named = len(lists.named(mailing_id)) if audience.named else 0
    template = "mailings/draft.html" if mailing.state is State.DRAFT else "mailings/show.html"
    return render_template(
        template, mailing=mailing, text=lists.text(mailing), form=Press(), done=DONE.get(request.args.get("done", "")),
        who=audience.in_words(lists.titles_of([audience]), people=named or mailing.put_count), purpose=title_of(mailing.purpose),
        report=report.report(mailing_id) if mailing.began_at else report.Report(), left_out=_left_out(mailing),
        names=staff_names(by for by in (mailing.written_by, mailing.asked_by, mailing.stopped_by) if by is not None),
        date=None if kept is None else kept.entry(), date_changes=mailing.began_at is not None and may_be_changed(mailing, kept),
        date_told=dates.how_many_told(mailing_id) if kept is not None and kept.sequence else 0,
        may_save=not audience.named and not audience.is_everybody,
    )  # fmt: skip


def _left_out(mailing: Mailing) -> list[tuple[str, int, str]]:
    """Who did not get it when it began: why, and how many; with the list of those of whom that holds today, if one is kept."""
    kept = not mailing.audience.named
    return [(REASON_WORDS[Reason(code)], number, code if kept else "") for code, number in mailing.left_out.items()]


@bp.get("/<uuid:mailing_id>/became/<which>")
@requires(Permission.MESSAGES_WRITE, logs_reading=True)
def became(mailing_id: UUID, which: str) -> ResponseReturnValue:
    mailing = mailing_or_404(mailing_id, State.SENDING, State.SENT, State.STOPPED)
    if which not in set(Fate):
        abort(404)
    page = report.outcomes(mailing_id, Fate(which), after=request.args.get("after"), before=request.args.get("before"))
    page_shown = render_template("mailings/became.html", mailing=mailing, which=Fate(which), page=page)
    record_reading(kind=writing.ABOUT, about=mailing_id, by=visitor.user_id(), page="what became of it")
    db.session.commit()
    return page_shown


@bp.post("/<uuid:mailing_id>/take-back")
@requires(Permission.MESSAGES_WRITE)
def take_back(mailing_id: UUID) -> ResponseReturnValue:
    try:
        sending.take_back(held_or_404(mailing_id), by=visitor.user_id())
    except NotAllowedNow:
        return nothing_changed(mailing_id)
    db.session.commit()
    return shown(mailing_id, "taken-back")


@bp.post("/<uuid:mailing_id>/stop")
@requires(Permission.MESSAGES_WRITE)
def stop(mailing_id: UUID) -> ResponseReturnValue:
    try:
        sending.stop(held_or_404(mailing_id), by=visitor.user_id())
    except NotAllowedNow:
        return nothing_changed(mailing_id)
    db.session.commit()
    return shown(mailing_id, "stopped")
