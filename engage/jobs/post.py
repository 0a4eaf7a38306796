"""What every way of sending needs: the line, who we are, the kinds, and how an outcome is written down."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError

from engage.db import db
from engage.jobs.wiring import KINDS
from engage.mail import Line, Sender, SmtpLine
from engage.outbox.actions import Writer
from engage.outbox.rules import LINE, SET, Kind
from engage.settings import Notify, Settings

if TYPE_CHECKING:
    from engage.mail.notify import NotifyLine

Outcome = TypeVar("Outcome")

# what a fault in one room's text or facts may raise: the message waits, all others go on
UNWRITABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, TemplateError)
# together about a minute: what a restart of the database takes, within the lease
_TRIES_TO_WRITE_DOWN = (0.0, 0.2, 1.0, 3.0, *(5.0,) * 11)


@dataclass
class Post:
    """What sending needs for the length of a process: the line, who we are, the kinds, and whether to stop.

    budget: how long one pass may take before the timetable gets its turn again; None: until nothing is left.
    ask_every: how often the rooms are asked what has fallen due; None: at every tick. asked_at: when they were.
    name: what the line is called where its faults are counted.
    set_size: how much news is asked about at once: fewer, where the mail server does not take so many within a second.
    writer: who wrote the last set of it.
    """

    line: Line
    sender: Sender
    kinds: Mapping[str, Kind[Any]] = field(default_factory=lambda: KINDS)
    stop: threading.Event = field(default_factory=threading.Event)
    budget: timedelta | None = None
    ask_every: timedelta | None = None
    asked_at: datetime | None = None
    set_size: int = SET
    name: str = LINE
    writer: Writer | None = None

    def writer_of(self, kind: Kind[Any], now: datetime) -> Writer:
        """Who writes the letters of a kind: the one who wrote the set before, while its date is fresh."""
        if self.writer is None or not self.writer.serves(kind, now):
            self.writer = Writer(kind, self.sender, now)
        return self.writer

    def asks(self, now: datetime) -> bool:
        """Whether it is time to ask the rooms what has fallen due; a message that somebody asked for does not wait for it."""
        if self.ask_every and self.asked_at and abs(now - self.asked_at) < self.ask_every:
            return False
        self.asked_at = now
        return True


def post_of(app: Flask) -> Post:
    """The application's post, made at its first use."""
    settings: Settings = app.extensions["settings"]
    if "post" not in app.extensions:
        organisation = settings.organisation
        app.extensions["post"] = Post(_line(settings), Sender(organisation.team, organisation.email, settings.bounce_address))
    post: Post = app.extensions["post"]
    return post


def _line(settings: Settings) -> Line:
    if settings.notify is None or not settings.notify.email_template:
        return SmtpLine(settings.smtp_url)
    return notify_line(settings.notify)


def notify_line(notify: Notify, *, is_text: bool = False) -> NotifyLine:
    """GOV.UK Notify; its library is an extra, and read only here."""
    make = import_module("engage.mail.notify").NotifyLine
    template = notify.text_template if is_text else notify.email_template
    line: NotifyLine = make(notify.api_key, template, base_url=notify.base_url, is_text=is_text)
    return line


def write_down(post: Post, step: Callable[[], Outcome]) -> Outcome:
    """Write what became of something; try again while the database is away, since what is not written stays uncertain."""
    for wait in _TRIES_TO_WRITE_DOWN:
        post.stop.wait(wait) if wait else None
        try:
            written = step()
            db.session.commit()
        except SQLAlchemyError as fault:
            db.session.rollback()
            last = fault
        else:
            return written
    raise last
