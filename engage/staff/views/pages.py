"""What these pages share: the blueprint, a question page, and the picture of a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, current_app, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import Field

from engage import vault
from engage.accounts.models import User
from engage.db import db
from engage.settings import Settings
from engage.staff import actions, rules
from engage.web.forms import Form

bp = Blueprint("staff", __name__, url_prefix="/staff")

WRONG_CODE = "That code is not right or has been used"
TOO_MANY = "There were too many tries. Wait 5 minutes and try again"
_FACTOR = "second factor"


def question(template: str, form: Form, **facts: Any) -> ResponseReturnValue:
    """A page with a form: 422 when it was refused."""
    return render_template(f"staff/{template}.html", form=form, **facts), 422 if form.errors else 200


def accepts(form: Form, field: Field, act: Callable[[], object], *, wrong: str = WRONG_CODE) -> bool:
    """Whether a password or code was accepted; if not the reason stands by its field, and the try stays counted."""
    try:
        act()
    except actions.TooManyTries:
        form.refuse(field, TOO_MANY)
    except actions.NotRight:
        form.refuse(field, wrong)
    else:
        return True
    db.session.commit()
    return False


def will_do(form: Form, field: Field, user: User) -> bool:
    """Whether a new password will do; if not the reason stands by its field."""
    trust = settings().organisation
    known = [trust.name, trust.short_name, *(user.name or "").split(), (user.email or "").partition("@")[0]]
    reason = rules.why_refused(str(field.data), local_words=known)
    if reason:
        form.refuse(field, reason)
    return reason is None


def new_factor(user: User) -> str:
    """The second factor that is being set up in this browser, kept sealed in the session until a code proves it."""
    secret = kept_for(user, _FACTOR)
    if secret is None:
        secret = rules.new_secret()
        keep_for(user, _FACTOR, secret)
    return secret


def keep_for(user: User, what: str, text: str) -> None:
    """Seal something into this browser's session, bound to the account and to what it is."""
    session[what] = vault.seal(text, context=f"{what} of {user.id.hex}").hex()


def kept_for(user: User, what: str) -> str | None:
    """What was sealed for this account, or None."""
    try:
        return vault.unseal(bytes.fromhex(str(session.get(what, ""))), context=f"{what} of {user.id.hex}")
    except (ValueError, IndexError):
        return None


def forget_new_factor() -> None:
    """Forget what was set up, after it was kept with the account."""
    session.pop(_FACTOR, None)


def picture(user: User, secret: str) -> Markup:
    """The second factor as a QR code: an SVG with a title."""
    address = rules.secret_address(secret, email=user.email or "", issuer=settings().organisation.service)
    drawn = segno.make(address).svg_inline(
        omitsize=True, title="QR code for your authenticator app", svgclass=None, lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by us; the title is ours


def in_fours(secret: str) -> str:
    """The second factor as text that can be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def onward() -> str | None:
    """Where somebody was going: a path of this site, or nothing."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith("//") and not {"\\", "\r", "\n", "\t"} & set(wanted)
    return wanted if ours and not parts.scheme and not parts.netloc else None


def settings() -> Settings:
    """What this installation was told at its start."""
    found: Settings = current_app.extensions["settings"]
    return found


def sign_in_address() -> str:
    """Where one signs in, with where one was going."""
    return url_for("staff.sign_in", next=onward())
