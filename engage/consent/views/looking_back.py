"""What you told us about messages: every decision, and what stood on any day."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import forms, queries
from engage.consent.queries import Decision, Way
from engage.consent.views.room import Door, bp
from engage.policy import Permission, requires


@bp.get("/me/choices/history")
@requires(Permission.OWN_RECORD)
def history() -> ResponseReturnValue:
    form = forms.OnADay.asked(request.args)
    is_asked = "day[day]" in request.args
    if is_asked and form.is_right(today=clock.today()):
        return redirect(url_for(".on_a_day", **_boxes(form)))
    before = request.args.get("before", "")
    decisions = queries.in_words(queries.history(visitor.person_id(), before=int(before) if _is_ordinal(before) else None))
    presses: dict[Any, list[Decision]] = {}
    for each in decisions:
        presses.setdefault(each.batch, []).append(each)
    last = decisions[-1].ordinal if decisions else 1
    shown = render_template(
        "consent/history.html", form=form, presses=presses, door=Door(visitor.person_id()), is_first=not _is_ordinal(before),
        onward=last if last > 1 else None, number=queries.receipt_number,
    )  # fmt: skip
    return shown, 422 if is_asked else 200


@bp.get("/me/choices/on")
@requires(Permission.OWN_RECORD)
def on_a_day() -> ResponseReturnValue:
    form = forms.OnADay.asked(request.args)
    if not form.is_right(today=clock.today()):
        return redirect(url_for(".history", **_boxes(form)))
    found = queries.agreed_on(visitor.person_id(), form.the_day)
    return render_template("consent/on_a_day.html", found=found, form=form, json=url_for(".on_a_day_json", **_boxes(form)))


@bp.get("/me/choices/on.json")
@requires(Permission.OWN_RECORD)
def on_a_day_json() -> ResponseReturnValue:
    form = forms.OnADay.asked(request.args)
    if not form.is_right(today=clock.today()):
        abort(404)
    found = queries.agreed_on(visitor.person_id(), form.the_day)
    return {
        "day": found.day.isoformat(),
        "on_a_break": found.on_a_break,
        "agreed": [
            {"about": each.title, "yes": each.is_yes, "asked": bool(each.ways), "decisions": list(map(_plainly, each.ways))}
            for each in found.agreed
        ],
    }


def _plainly(way: Way) -> dict[str, Any]:
    stood = way.stood
    return {
        "channels": [channel.value for channel in way.channels], "stood": stood.stance.value, "decision": stood.action.value,
        "said_at": stood.said_at.isoformat(), "written_at": stood.written_at.isoformat(), "how": stood.route.value,
        "written_down_by": way.by, "wording": stood.words, "version": stood.version, "edition": stood.edition,
        "sha256": stood.sha256, "runs_out_on": stood.runs_out_on and stood.runs_out_on.isoformat(),
    }  # fmt: skip


def _boxes(form: forms.OnADay) -> dict[str, Any]:
    return {f"day[{part}]": value for part, value in zip(("day", "month", "year"), form.day.typed, strict=True)}


def _is_ordinal(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
