"""Error pages in plain words, and the page that keeps what somebody typed when their form had run out."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

CODES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)
_NEVER_SENT_BACK = ("csrf_token", "password", "new_password", "code", "trap")
_RETRY_SECONDS = "30"


class Gone(HTTPException):
    """A link that has been used or has run out: `title` and `next_step` say what to do."""

    code = 410


def page(code: int) -> Response:
    """The error page of a status code, which needs neither database nor sign-in."""
    known = code if code in CODES else 500
    response = make_response(render_template(f"errors/{known}.html"), code)
    if code in (429, 503):
        response.headers["Retry-After"] = _RETRY_SECONDS
    return response


def prepare(app: Flask) -> None:
    """Give the application its error pages."""

    @app.errorhandler(CSRFError)
    def form_ran_out(error: CSRFError) -> Response:
        return make_response(render_template("errors/form-expired.html", typed=typed()), 422)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return page(error.code)

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> Response:
        app.logger.error("database away", extra={"kind": type(error.orig).__name__})
        return page(503)

    @app.errorhandler(DBAPIError)
    def database_refused(error: DBAPIError) -> Response:
        app.logger.exception("database error", exc_info=None if app.config["HIDE_TRACES"] else error)
        return page(503 if error.connection_invalidated else 500)


def typed() -> Sequence[tuple[str, str]]:
    """What was typed into the form that ran out, but for secrets, to be sent again by the person's own press."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_SENT_BACK]
