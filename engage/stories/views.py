"""Why did somebody not get this? Staff choose a message, and read its whole story for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.audit.actions import record_reading
from engage.db import db
from engage.digests.rules import KIND as DIGEST
from engage.digests.rules import week_id
from engage.mailings.queries import lists
from engage.mailings.rules import KIND
from engage.mailings.rules import State as Stands
from engage.mailings.views.pages import as_sent
from engage.outbox.models import Outgoing
from engage.outbox.rules import REASON_WORDS, STATE_WORDS, State
from engage.outbox.views import told
from engage.policy import Permission, requires
from engage.reminders.queries import change_of
from engage.reminders.rules.table import in_force
from engage.reminders.views.room import one_or_404, roof
from engage.stories.queries import reading, telling, today, weekly
from engage.stories.queries.reading import Row
from engage.stories.queries.telling import Part, Rules
from engage.stories.rules import LOOK_BACK, Entry
from engage.web.filters import day, day_and_time
from engage.welcome.queries.one import Somebody
from engage.welcome.views.pages import person_or_404

bp = Blueprint("stories", __name__, url_prefix="/team/why")


@dataclass(frozen=True)
class Choice:
    """One message that can be asked about: what it is, when, and how it stands for them."""

    words: str
    address: str
    at: datetime | None
    stands: str


@bp.get("/<uuid:person_id>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def choose(person_id: UUID) -> ResponseReturnValue:
    """Every mailing and reminder of the last 60 days: nothing has to be typed."""
    found, since = person_or_404(person_id), clock.now() - LOOK_BACK
    newest = reading.newest_of_each(person_id, since=since)
    mailings = [
        Choice(
            as_sent(each.subject), url_for(".mailing", person_id=person_id, mailing_id=each.id), each.send_at,
            _stands(newest.get((KIND, each.id))),
        )
        for each in reading.mailings_since(since)
    ]  # fmt: skip
    reminders = [
        Choice(told().title(each.kind), url_for(".reminder", person_id=person_id, kind=each.kind), None,
               _stands(newest.get((each.kind, None))))
        for each in roof().reminders
        if each.starter.to_people
    ]  # fmt: skip
    weeks = [
        Choice(f"Weekly digest, week of {day(monday)}", url_for(".digest", person_id=person_id, week=week_id(monday)), None,
               _stands(newest.get((DIGEST, week_id(monday)))))
        for monday in weekly.mondays(clock.today())
    ]  # fmt: skip
    shown = render_template(
        "stories/choose.html", person=found.person, mailings=mailings, reminders=reminders, weeks=weeks, days=LOOK_BACK.days
    )
    return _read(shown, found, "why they did not get something")


def _stands(outgoing: Outgoing | None) -> str:
    if outgoing is None:
        return "Nothing was planned for them"
    why = f": {REASON_WORDS[outgoing.reason]}" if outgoing.reason else ""
    return f"{STATE_WORDS[outgoing.state]}{why}"


@bp.get("/<uuid:person_id>/mailing/<uuid:mailing_id>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def mailing(person_id: UUID, mailing_id: UUID) -> ResponseReturnValue:
    found, sent = person_or_404(person_id), reading.mailing(mailing_id)
    if sent is None or sent.mailing.state is Stands.DRAFT:
        abort(404)
    subject, audience = as_sent(sent.text.subject), sent.mailing.audience
    words = audience.in_words(lists.titles_of([audience]), people=sent.mailing.asked_count or 0)
    entries, who = telling.of_mailing(sent, subject, words), (found.person, found.member)
    rows = reading.of_mailing(person_id, mailing_id)
    parts = telling.parts(rows, who, _heading, before=entries)
    if not rows:
        parts = [today.not_in_mailing(sent.mailing, who, entries, words)]
    return _story(found, subject, parts, back=url_for("mailings.show", mailing_id=mailing_id) if _may_write() else "")


def _may_write() -> bool:
    return visitor.may(Permission.MESSAGES_WRITE)


@bp.get("/<uuid:person_id>/digest/<uuid:week>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def digest(person_id: UUID, week: UUID) -> ResponseReturnValue:
    """The weekly digest of one week."""
    now = clock.now()
    found, monday = person_or_404(person_id), weekly.monday_behind(week, clock.day_of(now))
    if monday is None:
        abort(404)
    who, rows = (found.person, found.member), reading.of_digest(person_id, week)
    parts = telling.parts(rows, who, _heading) or [weekly.not_planned(monday, who, now)]
    return _story(found, f"Weekly digest, week of {day(monday)}", parts, back=url_for("digests.items") if _may_write() else "")


@bp.get("/<uuid:person_id>/reminder/<kind>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def reminder(person_id: UUID, kind: str) -> ResponseReturnValue:
    found, each, now = person_or_404(person_id), one_or_404(kind), clock.now()
    if not each.starter.to_people:
        abort(404)
    versions, who = reading.versions(kind), (found.person, found.member)
    rows = reading.of_kind(person_id, kind, since=now - LOOK_BACK)
    rule = in_force(each.starter, [change_of(version) for version, _ in versions])
    parts = telling.parts(rows, who, _heading, rules=Rules(each.starter, versions))
    parts.append(today.coming(each, rule, who, roof().kinds, now, any_row=bool(rows)))
    return _story(found, told().title(kind), parts, back=url_for("reminders.one", kind=kind))


@bp.get("/message/<uuid:outgoing_id>")
@requires(Permission.MESSAGES_READ, logs_reading=True)
def message(outgoing_id: UUID) -> ResponseReturnValue:
    """The story of one message, whatever it is."""
    outgoing = reading.message(outgoing_id) or abort(404)
    found = person_or_404(outgoing.recipient_id)
    rows = reading.like(outgoing)
    if outgoing.kind == KIND:
        return redirect(url_for(".mailing", person_id=found.person.id, mailing_id=rows[0].occasion.about))
    about = rows[0].occasion.about
    if outgoing.kind == DIGEST and weekly.monday_behind(about, clock.today()):
        return redirect(url_for(".digest", person_id=found.person.id, week=about))
    known = {each.kind: each for each in roof().reminders}
    rules = Rules(known[outgoing.kind].starter, reading.versions(outgoing.kind)) if outgoing.kind in known else None
    before = [] if rules else [Entry("Why such a message is sent", f"“You get it because {told().because(outgoing.kind)}”")]
    parts = telling.parts(rows, (found.person, found.member), _heading, before=before, rules=rules)
    return _story(found, told().title(outgoing.kind), parts, back=url_for("outbox.message", outgoing_id=outgoing_id))


def _heading(row: Row) -> str:
    stands = "Waiting" if row.outgoing.state is State.QUEUED else STATE_WORDS[row.outgoing.state]
    return f"{stands}: due {day_and_time(row.occasion.due_at)}"


def _story(found: Somebody, title: str, parts: Sequence[Part], *, back: str) -> ResponseReturnValue:
    shown = render_template("stories/story.html", person=found.person, title=title, parts=parts, about=back)
    return _read(shown, found, "why they did not get a message")


def _read(shown: str, found: Somebody, page: str) -> ResponseReturnValue:
    record_reading(kind="person", about=found.person.id, by=visitor.user_id(), page=page)
    db.session.commit()
    return shown
