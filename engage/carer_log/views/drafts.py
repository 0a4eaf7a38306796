"""What was begun and not saved: kept while somebody ticks, when their sign-in runs out, and when saving failed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import InternalServerError

from engage import clock
from engage.accounts import visitor
from engage.carer_log.actions import drafts
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, requires
from engage.staff.views.sign_in import GOES_ON
from engage.web import errors, frame
from engage.web.forms import Press

LOG = "carer_log.log"


@bp.post("/log/draft")
@requires(Permission.CARERS_LOG)
def keep_draft() -> ResponseReturnValue:
    """The script of the page sends the form at each tick; nobody waits for the answer."""
    if drafts.keep(_sent(), by=visitor.user_id(), at=clock.now()) is None:
        abort(400)
    db.session.commit()
    return {"kept": True}


@bp.post("/log/draft/<uuid:draft_id>/throw-away")
@requires(Permission.CARERS_LOG)
def throw_away(draft_id: UUID) -> ResponseReturnValue:
    if Press().is_sent_and_right():
        drafts.throw_away(draft_id, by=visitor.user_id())
        db.session.commit()
    return redirect(url_for(LOG))


def keep_typed(user_id: UUID, fields: list[tuple[str, str]]) -> str | None:
    """Keep a form whose sign-in had run out; the page that shows it filled in."""
    draft_id = drafts.keep([pair for pair in fields if pair[0] != "trap"], by=user_id, at=clock.now())
    return url_for(LOG, draft=draft_id) if draft_id else None


@bp.record_once
def hand_in(state: BlueprintSetupState) -> None:
    """Say to the staff room by which addresses our form goes on after a sign-in."""
    state.app.extensions.setdefault(GOES_ON, {}).update({"/carers/log": keep_typed, "/carers/log/draft": keep_typed})


@bp.errorhandler(DBAPIError)
def database_refused(error: DBAPIError) -> Response:
    """The database does not answer, or not as it should."""
    current_app.logger.error("database error", extra={"kind": type(error.orig).__name__})
    return _not_saved(503 if isinstance(error, OperationalError) or error.connection_invalidated else 500)


@bp.errorhandler(InternalServerError)
def went_wrong(_error: InternalServerError) -> Response:
    """Anything else; Flask has written it down."""
    return _not_saved(500)


def _not_saved(code: int) -> Response:
    """Nothing that was ticked is lost when saving failed: the page holds it, and sends it again."""
    if request.endpoint != LOG or request.method != "POST":
        return errors.page(code)
    shown = render_template("carer_log/not_saved.html", typed=_sent(), address=url_for(LOG), **frame.quiet())
    return make_response(shown, code)


def _sent() -> list[tuple[str, str]]:
    return [(name, value) for name, value in errors.typed() if name not in ("csrf_token", "trap")]
