"""The team’s pages about what somebody agreed to: any day, writing down what they said, and correcting what was wrong."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.consent import actions, forms, queries
from engage.consent.actions import Told
from engage.consent.queries import Stood
from engage.consent.rules import Route, said_at
from engage.consent.views.room import team
from engage.db import db
from engage.people import queries as people
from engage.people.models import Person
from engage.people.rules import CHANNEL
from engage.policy import Permission, requires

DONE = {
    "recorded": "It is written down. They get an e-mail that says what was changed, if we have an address.",
    "corrected": "It is corrected. What was written stays readable, and counts on no day.",
}


@team.get("/people/<uuid:person_id>/consent")
@requires(Permission.CONSENT_READ, logs_reading=True)
def on_a_day(person_id: UUID) -> ResponseReturnValue:
    person, form = _person(person_id), forms.OnADay.asked(request.args)
    form.day.label.text = "Which day?"
    is_asked = "day[day]" in request.args
    if is_asked and form.is_right(today=clock.today()):
        return redirect(url_for(".on_a_day", person_id=person_id, on=form.the_day.isoformat()))
    day = _day(request.args.get("on", "")) or clock.today()
    stood = queries.stood_on(person_id, day)
    wrote = {each.recorded_by for each in stood if each.recorded_by is not None}
    shown = render_template(
        "consent/person_on_a_day.html", person=person, day=day, stood=stood, form=form, names=accounts.staff_names(wrote),
        is_away=queries.break_on(person_id, day),
        done=DONE.get(request.args.get("done", "")), may_correct=queries.may_correct,
    )  # fmt: skip
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="consent on a day")
    db.session.commit()
    return shown, 422 if is_asked else 200


@team.get("/people/<uuid:person_id>/consent.json")
@requires(Permission.CONSENT_READ, logs_reading=True)
def on_a_day_json(person_id: UUID) -> ResponseReturnValue:
    _person(person_id)
    day = _day(request.args.get("on", "")) or abort(404)
    known = _day(request.args["known"]) or abort(404) if "known" in request.args else None
    found = {
        "day": day.isoformat(),
        "on_a_break": queries.break_on(person_id, day),
        "stood": [_plainly(each) for each in queries.stood_on(person_id, day, known_on=known)],
    }
    record_reading(kind="person", about=person_id, by=visitor.user_id(), page="consent on a day")
    db.session.commit()
    return found


def _plainly(each: Stood) -> dict[str, Any]:
    return {
        "purpose": each.purpose, "channel": each.channel.value, "stance": each.stance.value, "decision": each.action.value,
        "said_at": each.said_at.isoformat(), "written_at": each.written_at.isoformat(), "route": each.route.value,
        "recorded_by": each.recorded_by and str(each.recorded_by), "wording": each.words, "version": each.version,
        "edition": each.edition,
        "sha256": each.sha256, "runs_out_on": each.runs_out_on and each.runs_out_on.isoformat(), "ordinal": each.ordinal,
    }  # fmt: skip


@team.route("/people/<uuid:person_id>/consent/record", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD)
def record(person_id: UUID) -> ResponseReturnValue:
    person, offers = _person(person_id), queries.offers()
    reached = [CHANNEL[point.kind] for point in people.contact_points(person_id)]
    ways = list(dict.fromkeys([*reached, *(channel for _, channel in queries.given(person_id))]))
    form = forms.Heard(data={"said_on": clock.today()})
    form.offering({offer.code: offer.title for offer in offers}, ways)
    if form.is_sent_and_right() and form.is_whole(today=clock.today()):
        people.hold(person_id)
        now, yes = clock.now(), form.said.data == forms.STARTS
        said = None if form.day == clock.today() else said_at(form.day, now)
        told = Told(person_id, Route(form.route.data), now, visitor.user_id(), said, form.evidence.data or None)
        offer = next(offer for offer in offers if offer.code == form.about.data)
        actions.record(told, offer, form.ways, yes=yes)
        db.session.commit()
        return redirect(url_for(".on_a_day", person_id=person_id, done="recorded"))
    return render_template(
        "consent/record.html", form=form, person=person, offers=offers, ways=ways,
        back=url_for("pool_team.person", person_id=person_id),
    ), 422 if form.errors else 200  # fmt: skip


@team.route("/people/<uuid:person_id>/consent/<int:ordinal>/correct", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD)
def correct(person_id: UUID, ordinal: int) -> ResponseReturnValue:
    person, form = _person(person_id), forms.Correcting()
    event = next(iter(queries.events_of(person_id, [ordinal])), None)
    if event is None or not queries.may_correct(event, queries.corrected(person_id)):
        abort(404)
    if form.is_sent_and_right():
        people.hold(person_id)
        told = Told(person_id, event.route, clock.now(), visitor.user_id(), evidence=form.evidence.data)
        actions.correct(told, event)
        db.session.commit()
        return redirect(url_for(".on_a_day", person_id=person_id, done="corrected"))
    [decision] = queries.in_words([event])
    return render_template(
        "consent/correct.html", form=form, person=person, decision=decision, back=url_for(".on_a_day", person_id=person_id),
    ), 422 if form.errors else 200  # fmt: skip


def _person(person_id: UUID) -> Person:
    found = people.person(person_id)
    return abort(404) if found is None or found.erased_at is not None or found.merged_into is not None else found


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= clock.today() else None
