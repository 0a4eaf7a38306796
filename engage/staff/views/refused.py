"""Somebody on the staff asked for what they may not see."""

from __future__ import annotations

from flask import request

from engage.accounts import visitor
from engage.accounts.rules import Role
from engage.audit.actions import record_refusal
from engage.db import db, expect
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
