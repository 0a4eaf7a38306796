"""Error pages in plain words, and the page that keeps what somebody typed when their form had run out.

They answer without the database: where it does not answer, the menu is left out and the page still comes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from engage import journal
from engage.web import frame

CODES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)
_ASK_NOBODY = (400, 413, 500, 503)
_SECRET_WORDS = frozenset({"password", "code", "recovery", "token", "secret", "trap"})
_RETRY_SECONDS = "30"


class Gone(HTTPException):
    """A link that has been used or has run out: `title` and `next_step` say what to do."""

    code = 410

    def __init__(self, title: str = "", next_step: str = "") -> None:
        super().__init__()
        self.title, self.next_step = title, next_step


def page(code: int, error: HTTPException | None = None) -> Response:
    """The error page of a status code, which needs neither database nor sign-in."""
    known = code if code in CODES else 500
    response = make_response(_drawn(known, error), code)
    if code in (429, 503):
        response.headers["Retry-After"] = _RETRY_SECONDS
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _drawn(code: int, error: HTTPException | None) -> str:
    name, words = f"errors/{code}.html", {"error": error if isinstance(error, Gone) else None}
    if code in _ASK_NOBODY:
        return render_template(name, **words, **frame.quiet())
    try:
        return render_template(name, **words)
    except DBAPIError:
        return render_template(name, **words, **frame.quiet())


def prepare(app: Flask) -> None:
    """Give the application its error pages."""

    @app.errorhandler(CSRFError)
    def form_ran_out(error: CSRFError) -> Response:
        if comes_from_elsewhere():
            return page(403)
        return make_response(render_template("errors/form-expired.html", typed=typed(), **frame.quiet()), 422)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return page(error.code, error)

    @app.errorhandler(OperationalError)
    def database_away(error: OperationalError) -> Response:
        app.logger.error("database away", extra={"kind": type(error.orig).__name__})
        return page(503)

    @app.errorhandler(journal.CannotWrite)
    def journal_refused(error: journal.CannotWrite) -> Response:
        app.logger.error("journal of erasures", extra={"kind": type(error.__cause__).__name__})
        return page(503)

    @app.errorhandler(DBAPIError)
    def database_refused(error: DBAPIError) -> Response:
        app.logger.exception("database error", exc_info=None if app.config["HIDE_TRACES"] else error)
        return page(503 if error.connection_invalidated else 500)


def comes_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this form: then nothing typed is ever offered again.

    Our pages send no referrer, so their own posts say `Origin: null`, which decides nothing.
    """
    origin = request.headers.get("Origin", "null")
    from_another_host = origin != "null" and origin.partition("://")[2] != request.host
    return from_another_host or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def typed() -> Sequence[tuple[str, str]]:
    """What was typed into the form that ran out, but for secrets, to be sent again by the person's own press."""
    return [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return not _SECRET_WORDS.isdisjoint(re.split(r"[^a-z]+", name.casefold()))
