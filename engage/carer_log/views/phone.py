"""The log on a phone without a line: its worker, the two pages it holds, and what arrives when the line is back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock, vault
from engage.carer_log.actions.arriving import NotOurs, arrive
from engage.carer_log.forms.log import LogContact
from engage.carer_log.views.room import bp
from engage.db import db
from engage.policy import Permission, public, requires
from engage.web import frame, headers

_LOOKS = ("vendor/nhsuk/nhsuk.min.css", "css/engage.css", "js/engage.js", "js/carer-log.js", "img/favicon.svg")
_SCRIPTS = ("js/phone.js", "js/worker.js")
_DESIGN = "/static/vendor/nhsuk/nhsuk.min.js?v=10.6.1"


@bp.get("/worker.js")
@public("a script without which the log needs a line; holds nothing of anybody")
def worker() -> ResponseReturnValue:
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    parts = {
        "pages": {"log": url_for(".offline"), "kept": url_for(".kept")},
        "looks": [*(asset(name) for name in _LOOKS), _DESIGN], "box": vault.letter_box(),
    }  # fmt: skip
    scripts = [asset(name) for name in _SCRIPTS]
    shown = (offline() + kept()).replace(headers.nonce(), "")
    version = hashlib.sha256(json.dumps([parts, scripts, shown]).encode()).hexdigest()[:16]
    body = f"self.PARTS = {json.dumps({**parts, 'version': version})};\nimportScripts(...{json.dumps(scripts)});\n"
    return Response(body, mimetype="text/javascript")


@bp.get("/log/offline")
@public("the log as a phone shows it without a line; holds nothing of anybody")
def offline() -> str:
    form = LogContact(meta={"csrf": False}, data={"follow_up": "no"})
    form.follow_up.choices = {"no": "No", "tomorrow": "Tomorrow", "week": "In 1 week", "fortnight": "In 2 weeks"}
    form.looked_for.label.text = "Who? Initials or number (optional)"
    form.looked_for.hint = "You can say who it was when the line is back."
    return render_template("carer_log/offline.html", form=form, **_for_nobody())


@bp.get("/log/kept")
@public("says that something waits on a phone; holds nothing of anybody")
def kept() -> str:
    return render_template("carer_log/kept.html", **_for_nobody())


def _for_nobody() -> dict[str, Any]:
    """The page as it is for everybody, whoever has it fetched."""
    return {**frame.quiet(), "visitor": lambda: None}


@bp.post("/log/from-phone")
@requires(Permission.CARERS_LOG)
def from_phone() -> ResponseReturnValue:
    """410: nobody will ever be able to read this, so the phone need not keep it."""
    try:
        arrive(request.form.get("letter", ""), at=clock.now())
    except NotOurs:
        abort(410)
    db.session.commit()
    return {"kept": True}
