"""Batches of letters: looking before they are made, the list of them, one of them, and what becomes of it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.by_hand import actions, forms
from engage.by_hand.queries import batches as printed
from engage.by_hand.queries import waiting
from engage.by_hand.rules import BATCH, WhyOut
from engage.by_hand.views.room import batch_or_404, bp, question, read, roof, texts, title
from engage.db import db
from engage.outbox.rules import Channel
from engage.outbox.views import told
from engage.policy import Permission, requires
from engage.web.forms import Press
from engage.web.letters import our_organisation
from engage.web.paging import ROWS

DONE = {
    "posted": "The letters are marked as posted.",
    "undone": "They are not marked as posted any more.",
    "out": "The letter is taken out of this batch.",
    "too-late": "That cannot be undone any more: 10 minutes have passed.",
}


@bp.route("/letters/check", methods=["GET", "POST"])
@requires(Permission.MESSAGES_BRING)
def check(kind: str | None = None) -> ResponseReturnValue:
    kind = request.args.get("kind") if request.args.get("kind") in told().titles else None
    if Press().is_sent_and_right():
        made = actions.make(kind, roof=roof(), team=our_organisation().team, by=visitor.user_id(), at=clock.now())
        db.session.commit()
        return redirect(url_for(".check", kind=kind, none="yes") if made is None else url_for(".batch", batch_id=made.id))
    cannot, count = waiting.look(kind, most=ROWS)
    said = texts(line.todo for line in cannot)
    return render_template(
        "by_hand/check.html", kind=kind, kinds=waiting.kinds(Channel.POST), told=told(), count=count, most=BATCH, form=Press(),
        cannot=[(line, title(line.todo, said)) for line in cannot], none="none" in request.args, rows=ROWS,
    )  # fmt: skip


@bp.get("/batches")
@requires(Permission.MESSAGES_BRING)
def batches() -> ResponseReturnValue:
    page = printed.page(after=request.args.get("after"), before=request.args.get("before"))
    return render_template("by_hand/batches.html", page=page, told=told())


@bp.get("/batches/<uuid:batch_id>")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def batch(batch_id: UUID) -> ResponseReturnValue:
    line = batch_or_404(batch_id)
    sheets = printed.sheets(line.batch)
    shown = render_template(
        "by_hand/batch.html", line=line, batch=line.batch, told=told(), form=Press(),
        done=DONE.get(request.args.get("done", ""), ""), may_undo=line.can_be_undone(clock.now()),
        inside=[sheet for sheet in sheets if sheet.may_go], outside=[sheet for sheet in sheets if sheet.printed.out_at],
        must_out=[sheet for sheet in sheets if sheet.printed.out_at is None and sheet.reason is not None],
    )  # fmt: skip
    read((sheet.person.id for sheet in sheets), "batch of letters")
    return shown


@bp.route("/batches/<uuid:batch_id>/posted", methods=["GET", "POST"])
@requires(Permission.MESSAGES_BRING)
def posted(batch_id: UUID) -> ResponseReturnValue:
    line, form = batch_or_404(batch_id), forms.Posted()
    here = url_for(".batch", batch_id=batch_id)
    if line.batch.posted_at is not None:
        return redirect(here)
    if form.is_sent_and_right() and form.is_after(clock.day_of(line.batch.made_at)):
        held = printed.held(batch_id)
        if held is not None and held.posted_at is None:
            actions.posted(held, on=form.day, roof=roof(), by=visitor.user_id(), at=clock.now())
            db.session.commit()
        return redirect(url_for(".batch", batch_id=batch_id, done="posted"))
    stopped = sum(sheet.printed.out_at is None and sheet.reason is not None for sheet in printed.sheets(line.batch))
    return question("posted", form, line=line, batch=line.batch, stopped=stopped, back=here)


@bp.post("/batches/<uuid:batch_id>/undo")
@requires(Permission.MESSAGES_BRING)
def undo_posted(batch_id: UUID) -> ResponseReturnValue:
    if printed.one(batch_id) is None or not Press().is_sent_and_right():
        abort(404)
    held = printed.held(batch_id)
    done = held is not None and actions.undo_posted(held, by=visitor.user_id(), at=clock.now())
    db.session.commit()
    return redirect(url_for(".batch", batch_id=batch_id, done="undone" if done else "too-late"))


@bp.route("/batches/<uuid:batch_id>/letters/<uuid:letter_id>/take-out", methods=["GET", "POST"])
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def take_out(batch_id: UUID, letter_id: UUID) -> ResponseReturnValue:
    line = batch_or_404(batch_id)
    sheet = printed.sheet(line.batch, letter_id) or abort(404)
    here = url_for(".batch", batch_id=batch_id)
    if line.batch.posted_at is not None or sheet.printed.out_at is not None:
        return redirect(here)
    form = Press() if sheet.reason is not None else forms.TakeOut()
    if form.is_sent_and_right():
        held = printed.held(batch_id)
        if held is not None and held.posted_at is None and sheet.printed.out_at is None:
            why = WhyOut(form.why.data) if isinstance(form, forms.TakeOut) else WhyOut.STOPPED
            by, at = visitor.user_id(), clock.now()
            actions.take_out(sheet.printed, why, reason=sheet.reason, on=clock.today(), by=by, at=at)
            db.session.commit()
        return redirect(url_for(".batch", batch_id=batch_id, done="out"))
    shown = question("take_out", form, batch=line.batch, sheet=sheet, title=told().title(sheet.kind), back=here)
    read([sheet.person.id], "letter in a batch")
    return shown
