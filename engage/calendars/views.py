"""The page “Your calendar”, and the secret address that a calendar program reads.

Whoever reads the address is nobody to us: it is asked without a cookie, changes nothing and is counted in memory only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast
from uuid import UUID

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.accounts.models import User
from engage.calendars import actions, queries
from engage.calendars.rules import Entry, Noted, Source
from engage.calendars.rules.files import KIND, feed_of
from engage.calendars.rules.pace import Pace
from engage.db import db
from engage.policy import Permission, public, requires
from engage.settings import Settings
from engage.web.forms import Press

bp = Blueprint("calendars", __name__)

READS_AN_HOUR, MISSES_AN_HOUR = 60, 60
DONE = {
    "on": "Your calendar address is on.",
    "replaced": "You have a new address. The old one does not work any more.",
    "off": "Your calendar address is turned off. It does not work any more.",
}


@dataclass(frozen=True)
class Roof:
    """What this room is told: what puts dates into calendars, and whether somebody is still in the pool."""

    sources: Sequence[Source]
    is_here: Callable[[UUID], bool]
    reads: Pace = field(default_factory=lambda: Pace(READS_AN_HOUR))
    misses: Pace = field(default_factory=lambda: Pace(MISSES_AN_HOUR))


def prepare(app: Flask, roof: Roof) -> None:
    """Tell this room what stands above it."""
    app.extensions["calendars"] = roof


@bp.get("/calendar/<token>.ics")
@public("a calendar program reads it, which cannot sign in: the secret address is the key, and its owner was told so")
def feed(token: str) -> ResponseReturnValue:
    user, now = queries.user_behind(token), clock.now()
    if user is None or not _may_have_one(user):
        abort(404 if _roof().misses.allows(request.remote_addr or "", now) else 429)
    if not _roof().reads.allows(user.id.hex, now):
        abort(429)
    organisation = _settings().organisation
    entries = [_worded(each) for each in _noted(user)]
    body = feed_of(entries, team=organisation.team, address=organisation.email)
    response = Response(body, mimetype=KIND)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest())
    return response.make_conditional(request)


@bp.get("/<any(me, staff):whose>/calendar")
@requires(Permission.OWN_CALENDAR)
def own(whose: str) -> ResponseReturnValue:
    user = _visitor()
    found = queries.feed(user.id)
    return render_template(
        "calendars/own.html", whose=whose, form=Press(), done=DONE.get(request.args.get("done", "")), feed=found,
        noted=[(_worded(each), url_for(each.endpoint, **dict(each.values))) for each in _noted(user)],
        address=None if found is None else url_for(".feed", token=queries.token_of(found.serial), _external=True),
    )  # fmt: skip


@bp.post("/<any(me, staff):whose>/calendar/on")
@requires(Permission.OWN_CALENDAR)
def turn_on(whose: str) -> ResponseReturnValue:
    _pressed()
    actions.turn_on(visitor.user_id())
    return _done(whose, "on")


@bp.post("/<any(me, staff):whose>/calendar/replace")
@requires(Permission.OWN_CALENDAR)
def replace_it(whose: str) -> ResponseReturnValue:
    _pressed()
    actions.replace(visitor.user_id())
    return _done(whose, "replaced")


@bp.post("/<any(me, staff):whose>/calendar/off")
@requires(Permission.OWN_CALENDAR)
def turn_off(whose: str) -> ResponseReturnValue:
    _pressed()
    actions.turn_off(visitor.user_id(), by=visitor.user_id())
    return _done(whose, "off")


def _pressed() -> None:
    if not Press().is_sent_and_right():
        abort(403)


def _done(whose: str, done: str) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for(".own", whose=whose, done=done))


def _visitor() -> User:
    user = cast(User, visitor.current())
    return user if _may_have_one(user) else abort(404)


def _may_have_one(user: User) -> bool:
    """Staff always; somebody of the pool while they are in it."""
    return user.person_id is None or _roof().is_here(user.person_id)


def _noted(user: User) -> list[Noted]:
    return queries.noted(user, _roof().sources, clock.today())


def _worded(noted: Noted) -> Entry:
    """The entry with its page, and with a title that begins with the team’s name."""
    entry = replace(noted.entry, url=url_for(noted.endpoint, _external=True, **dict(noted.values)))
    return entry if entry.private_title else replace(entry, private_title=f"{_settings().organisation.team}: {entry.title}")


def _roof() -> Roof:
    return cast(Roof, current_app.extensions["calendars"])


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
