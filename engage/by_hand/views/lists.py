"""By phone, text and post: what waits at a glance, and the three lists."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.by_hand.emails import short
from engage.by_hand.queries import waiting
from engage.by_hand.queries.waiting import Line
from engage.by_hand.views.room import bp, read, texts, title
from engage.by_hand.views.telling import Way, ways
from engage.needs.queries import current_of, flags_among
from engage.outbox.rules import Channel
from engage.outbox.views import told
from engage.people import queries as people
from engage.policy import Permission, requires
from engage.web.forms import Press
from engage.web.paging import Page

DONE = "That message is dealt with."


@bp.get("")
@requires(Permission.MESSAGES_BRING)
def by_hand() -> ResponseReturnValue:
    return render_template("by_hand/by_hand.html", now=waiting.at_a_glance())


@bp.get("/letters")
@requires(Permission.MESSAGES_BRING)
def letters() -> ResponseReturnValue:
    return _list("letters", Channel.POST, *_asked(Channel.POST))


@bp.get("/calls")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def calls() -> ResponseReturnValue:
    page, kind = _asked(Channel.PHONE)
    shown = _list("calls", Channel.PHONE, page, kind, reached=_reached(page, Channel.PHONE))
    read((line.todo.person.id for line in page.rows), "call list")
    return shown


@bp.get("/texts")
@requires(Permission.MESSAGES_BRING, logs_reading=True)
def texts_to_send() -> ResponseReturnValue:
    page, kind = _asked(Channel.TEXT)
    shown = _list("texts_to_send", Channel.TEXT, page, kind, reached=_reached(page, Channel.TEXT))
    read((line.todo.person.id for line in page.rows), "text messages")
    return shown


def _undo() -> str:
    """Where to take back what was just marked as done."""
    done = request.args.get("undo", type=UUID)
    return url_for(".undo", outgoing_id=done) if done is not None else ""


def _asked(channel: Channel) -> tuple[Page[Line], str | None]:
    kind = request.args.get("kind") if request.args.get("kind") in told().titles else None
    return waiting.page(channel, kind, after=request.args.get("after"), before=request.args.get("before")), kind


def _list(view: str, channel: Channel, page: Page[Line], kind: str | None, **facts: object) -> str:
    said, needs = texts(line.todo for line in page.rows), current_of({line.todo.person.id for line in page.rows})
    lines = [
        (line, title(line.todo, said), flags_among(needs[line.todo.person.id]), short(line.todo, said)) for line in page.rows
    ]  # fmt: skip
    return render_template(
        f"by_hand/{view}.html", page=page, lines=lines, kind=kind, kinds=waiting.kinds(channel), told=told(), form=Press(),
        view=f"by_hand.{view}", done=DONE if "done" in request.args else "", undo=_undo(), **facts,
    )  # fmt: skip


def _reached(page: Page[Line], channel: Channel) -> dict[UUID, list[Way]]:
    """How each of a page is reached by a channel; nobody who is hidden."""
    points = people.contact_points_of({line.todo.person.id for line in page.rows})
    return {person_id: ways(some, channel) for person_id, some in points.items()}
