"""What these pages share: the blueprint, a message or a 404, and words for templates."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.db import db
from engage.mail.templates import Class, Template, Wording, templates
from engage.message_templates import queries, rules
from engage.message_templates.queries import Shown
from engage.message_templates.rules import behind, slug, warnings
from engage.message_templates.rules.subjects import maybe_names
from engage.settings import Settings
from engage.web.filters import day

bp = Blueprint("message_templates", __name__, url_prefix="/team/message-templates")

DONE = {
    "published": "The words are published. They go out from the next message on.",
    "test": "A test is on its way to your own address.",
    "not-now": "Nothing was changed: newer words go out already, or these do not fit this message any more.",
}
CLASS_WORDS = {
    Class.SERVICE: "Service message: it answers something, or people need it",
    Class.OPTIONAL: "Optional message: only to those who said yes, with the way to stop it",
    Class.SECURITY: "Security message: it keeps an account or an address safe",
}


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for the templates of this room."""
    return {"slug": slug, "class_words": CLASS_WORDS, "called": called}


def called(version: Shown) -> str:
    """What a version is called."""
    return f"Version {version.number}" if version.number else "The words this system came with"


def made_from(wording: str | None) -> tuple[str, str] | None:
    """Which words a message was made from, and the page about them; None where they are written anew each time."""
    made = rules.made_from(wording)
    if made is None:
        return None
    since = queries.published_at(made) if made.number else None
    words = "The words this system came with" if since is None else f"Version {made.number} of {day(since)}"
    address = slug(templates()[made.name])
    return words, url_for("message_templates.look", address=address, number=made.number)


def template_or_404(address: str) -> Template:
    """The message with this address."""
    return behind(address) or abort(404)


def changeable_or_404(address: str) -> Template:
    """The same; not found where its words are fixed."""
    template = template_or_404(address)
    return abort(404) if template.fixed else template


def version_or_404(template: Template, number: int) -> Shown:
    """One version of its words."""
    return queries.version(template, number) or abort(404)


def thoughts(template: Template, wording: Wording) -> list[str]:
    """What to think about before these words are published."""
    return warnings.about(template, wording, names=queries.names_among(maybe_names(wording.subject)))


def to(template: Template, done: str) -> ResponseReturnValue:
    """To the page of a message, with what was done."""
    return redirect(url_for("message_templates.show", address=slug(template), done=done))


def nothing_changed(template: Template) -> ResponseReturnValue:
    """Somebody else was quicker."""
    db.session.rollback()
    return to(template, "not-now")


def ours() -> str:
    """Where this site is."""
    return cast(Settings, current_app.extensions["settings"]).base_url
