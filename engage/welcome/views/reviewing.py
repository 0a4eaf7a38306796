"""Whose needs the team asks about again."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engage.policy import Permission, requires
from engage.welcome.queries.reviewing import reviews as to_review
from engage.welcome.views.pages import bp


@bp.get("/people/needs-to-review")
@requires(Permission.NEEDS_RECORD)
def reviews() -> ResponseReturnValue:
    return render_template("welcome/reviews.html", page=to_review(after=request.args.get("after")))
