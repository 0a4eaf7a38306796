"""What these pages share: the blueprint, the two doors to one's choices, and what would stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage import clock
from engage.accounts import visitor
from engage.consent import queries
from engage.consent.actions import Told
from engage.consent.rules import Route
from engage.consent.rules.variants import VARIANTS
from engage.outbox.views import told

bp = Blueprint("consent", __name__)
team = Blueprint("consent_team", __name__, url_prefix="/team")

BY_LINK = "stopping needs no sign-in: the link is signed, and shows choices and nothing else about the person"
EVERYTHING, BREAK = "everything", "break"


@dataclass(frozen=True)
class Door:
    """How somebody came to their choices: signed in, or by a link from an e-mail; and in which words they `read` them."""

    person_id: UUID
    token: str | None = None
    read: str | None = None

    @property
    def told(self) -> Told:
        return Told(self.person_id, Route.WEB if self.token is None else Route.EMAIL_LINK, clock.now())

    @property
    def choices(self) -> str:
        if self.token is None:
            return url_for("consent.choices", read=self.read)
        return url_for("consent.by_link", token=self.token, read=self.read)

    @property
    def away(self) -> str:
        return url_for("consent.take_break") if self.token is None else url_for("consent.break_by_link", token=self.token)

    def again(self, done: str | None = None) -> str:
        """The page on which to say yes again to what runs out soon."""
        if self.token is None:
            return url_for("consent.renew", done=done, read=self.read)
        return url_for("consent.renew_by_link", token=self.token, done=done, read=self.read)

    def stopping(self, what: str) -> str:
        """The page that says what stops and what still comes: a purpose, or everything."""
        if self.token is None:
            return url_for("consent.stopping", what=what, read=self.read)
        return url_for("consent.stopping_by_link", token=self.token, what=what, read=self.read)

    def result(self, what: str, batch: UUID) -> str:
        """The page that says what was done."""
        if self.token is None:
            return url_for("consent.result", what=what, batch=batch)
        return url_for("consent.result_by_link", token=self.token, what=what, batch=batch)


@bp.context_processor
def words() -> dict[str, Any]:
    """What each kind of message is called and why it is sent, and how decisions are told, for the templates of this room."""
    return {"told": told(), "together": queries.together}


def gone() -> ResponseReturnValue:
    """A link that is not one of ours, or works no more."""
    return render_template("consent/gone.html"), 410


def door_behind(token: str) -> Door | None:
    """The door a link from an e-mail opens."""
    found = queries.person_behind(token)
    return None if found is None else Door(found.id, token, asked_to_read())


def own_door() -> Door:
    """The door for whoever is signed in."""
    return Door(visitor.person_id(), read=asked_to_read())


def asked_to_read() -> str | None:
    """In which words the address asks to show what people may choose: Easy Read, or a language."""
    key = request.args.get("read")
    return key if key in VARIANTS else None
