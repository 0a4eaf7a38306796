"""What is written down whatever page it is: a refusal, and that somebody looked at a person."""

from __future__ import annotations

from flask import Response, current_app, request

from engage.accounts import visitor
from engage.accounts.rules import Role
from engage.audit.actions import record_reading, record_refusal
from engage.db import db, expect
from engage.policy import access_of
from engage.web.log import log


def note_refusal() -> None:
    """Write down that somebody on the staff asked for what they may not see, and about whom. A member's wrong turn is not."""
    user = visitor.current()
    if user is None or user.role is Role.MEMBER:
        return
    by, page, about = user.id, str(request.endpoint), (request.view_args or {}).get("person_id")
    log.warning("refused", id=by.hex, route=str(request.url_rule))
    db.session.rollback()
    expect(writes=True)
    record_refusal(by=by, about=about, page=page)
    db.session.commit()
    expect(writes=False)


def note_reading(response: Response) -> Response:
    """Write down that staff opened a page with somebody’s id in its address, unless its view says that it does so itself."""
    person_id, access = (request.view_args or {}).get("person_id"), access_of(current_app, request.endpoint or "")
    if person_id is None or access is None or access.logs_reading or request.method != "GET" or response.status_code != 200:
        return response
    user = visitor.current()
    if user is None or user.role is Role.MEMBER:
        return response
    by, page = user.id, str(request.endpoint)
    db.session.rollback()
    expect(writes=True)
    record_reading(kind="person", about=person_id, by=by, page=page)
    db.session.commit()
    expect(writes=False)
    return response
