"""The application: settings in, rooms wired, the guard shut. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import engage.audit.views
import engage.bounces.views
import engage.by_hand.views
import engage.calendars.views
import engage.home.queries
import engage.message_templates.views
import engage.monitoring.views
import engage.outbox.views
import engage.pool.queries
import engage.reminders.views
import engage.staff.views
from engage import policy
from engage.accounts import visitor
from engage.accounts.queries import staff_names
from engage.db import db
from engage.footing import TOP, lay
from engage.jobs import TIMETABLE
from engage.jobs.reasons import BECAUSE
from engage.jobs.wiring import BY_HAND, DUES, KINDS, SOURCES
from engage.monitoring.views import Daily
from engage.outbox.rules import Recipient
from engage.people import queries as people
from engage.policy import Permission
from engage.rooms import LARGER, SMALLER, WITHOUT_FORM_TOKEN, frame, register
from engage.settings import Settings
from engage.throttle.actions import allow
from engage.throttle.rules import EXPORTS
from engage.web import assets, design, entry, errors, headers

csrf = CSRFProtect()


def create_app(settings: Settings) -> Flask:
    """The web application for these settings; starts no scheduler and sends nothing."""
    app = lay(settings)
    app.extensions |= {"address of": people.address_of, "has left": engage.pool.queries.has_left}
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]
    entry.prepare(app, settings, larger=LARGER, smaller=SMALLER)
    Migrate(app, db, directory=str(TOP / "migrations"), render_as_batch=True)
    visitor.prepare(app)
    _shut(app)
    csrf.init_app(app)
    for view in WITHOUT_FORM_TOKEN:
        csrf.exempt(view)
    errors.prepare(app)
    headers.prepare(app, https=settings.base_url.startswith("https://"))
    assets.prepare(app, TOP / "static")
    _speak_to_templates(app, settings)
    register(app)
    _tell_the_outbox(app)
    _tell_the_audit(app)
    engage.monitoring.views.prepare(app, {job.name: Daily(job.when, job.reason) for job in TIMETABLE if job.at})
    return app


def _shut(app: Flask) -> None:
    policy.close_unmarked(
        app, may=visitor.may, ask_to_sign_in=engage.staff.views.ask_to_sign_in,
        signed_in=lambda: visitor.current() is not None, note_refusal=engage.staff.views.note_refusal,
    )  # fmt: skip
    app.after_request(engage.staff.views.note_reading)


def _tell_the_outbox(app: Flask) -> None:
    def recipients(ids: Iterable[UUID]) -> Mapping[UUID, Recipient]:
        return engage.home.queries.recipients(ids, with_names=visitor.may(Permission.POOL_READ))

    titles = {name: kind.title for name, kind in KINDS.items()}
    said_of, made_from = engage.reminders.views.said_of, engage.message_templates.views.made_from
    engage.outbox.views.prepare(app, engage.outbox.views.Told(titles, recipients, BECAUSE, said_of, made_from))
    engage.bounces.views.prepare(app, engage.pool.queries.still_here)
    engage.reminders.views.prepare(app, DUES, KINDS)
    engage.by_hand.views.prepare(app, BY_HAND)
    engage.calendars.views.prepare(app, engage.calendars.views.Roof(SOURCES, engage.pool.queries.is_here))


def _speak_to_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(
        nhs=design.Components(), may=visitor.may, permissions=visitor.permissions, Permission=Permission,
        visitor=visitor.current, csp_nonce=headers.nonce,
        frame=frame(settings),
    )  # fmt: skip


def _tell_the_audit(app: Flask) -> None:
    def may_take_out(by: UUID) -> bool:
        return allow(EXPORTS, by.hex)

    engage.audit.views.prepare(app, engage.audit.views.Roof(staff_names, visitor.user_id, may_take_out, people.id_by_number))
