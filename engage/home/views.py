"""Pages."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from engage import clock, journal
from engage.accounts import visitor
from engage.home import queries, rules
from engage.policy import Permission, public, requires
from engage.web import frame
from engage.welcome.queries.waiting import at_a_glance

bp = Blueprint("home", __name__)

QUIET_FOR_TOO_LONG = timedelta(minutes=5)
CAREFULLY_READ_UNTIL = timedelta(days=180)


@bp.get("/")
@public("the first page")
def start() -> ResponseReturnValue:
    return render_template("home/start.html")


@bp.get("/team")
@requires(Permission.TEAM_HOME)
def team() -> ResponseReturnValue:
    leads = visitor.may(Permission.IMPORT_CONFIRM) or visitor.may(Permission.MERGE_CONFIRM)
    return render_template("home/team.html", now=at_a_glance(clock.now()), lead=queries.for_a_lead() if leads else None)


@bp.get("/help-now")
@public("help in a crisis asks nobody who they are; answers without the database")
def help_now() -> ResponseReturnValue:
    return render_template("home/help_now.html", **frame.quiet())


@bp.get("/accessibility")
@public("the law wants it readable by everybody")
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html")


@bp.get("/privacy")
@public("people read it before they tell us anything")
def privacy() -> ResponseReturnValue:
    return render_template("home/privacy.html")


@bp.get("/cookies")
@public("people read it before they tell us anything")
def cookies() -> ResponseReturnValue:
    return render_template("home/cookies.html", cookie=current_app.config["SESSION_COOKIE_NAME"])


@bp.get("/contact")
@public("how to reach us without this website")
def contact() -> ResponseReturnValue:
    return render_template("home/contact.html")


@bp.get("/me")
@requires(Permission.OWN_RECORD)
def me() -> ResponseReturnValue:
    found = queries.me(visitor.person_id())
    if found is None:
        abort(404)
    tasks = rules.tasks(lambda endpoint: endpoint in current_app.view_functions)
    return render_template(
        "home/me.html", me=found, today=clock.today(), tasks=tasks, next_task=rules.next_task(tasks, found.filled),
        has_reach="people.reach" in current_app.view_functions,
    )  # fmt: skip


@bp.get("/me/who-looked")
@requires(Permission.OWN_RECORD)
def who_looked() -> ResponseReturnValue:
    return render_template("home/who_looked.html", looks=queries.who_looked(visitor.person_id()))


@bp.get("/healthz")
@public("for the machine that watches: this process is alive")
def healthz() -> ResponseReturnValue:
    return {"alive": True}


@bp.get("/readyz")
@public("for the machine that watches: the database answers and what is due is being done")
def readyz() -> ResponseReturnValue:
    try:
        beat, back = queries.last_beat(), queries.erased_and_back()
    except DBAPIError:
        return {"ready": False, "database": "away"}, 503
    except journal.CannotWrite:
        return {"ready": False, "database": "here", "journal_of_erasures": "cannot be read"}, 503
    if back:
        return {"ready": False, "database": "here", "erased_and_back": back, "run": "engage person erase-again"}, 503
    is_recent = beat is not None and clock.now() - beat <= QUIET_FOR_TOO_LONG
    last = beat.isoformat(timespec="seconds") if beat else None
    return {"ready": is_recent, "database": "here", "last_tick": last}, 200 if is_recent else 503


@bp.get("/robots.txt")
@public("for search engines")
def robots() -> ResponseReturnValue:
    return _plain("home/robots.txt")


@bp.get("/.well-known/security.txt")
@public("for whoever has found a weakness")
def security() -> ResponseReturnValue:
    until = clock.now() + CAREFULLY_READ_UNTIL
    return _plain("home/security.txt", until=until)


def _plain(template: str, **facts: object) -> Response:
    return Response(render_template(template, **facts) + "\n", mimetype="text/plain")
