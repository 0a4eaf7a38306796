"""What the pages and the worker stand on: settings, keys, the database, and messages in the words in use. Decides nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined, select_autoescape

import engage.message_templates.queries
from engage import journal, mail, vault
from engage.accounts.rules import KEPT_LASTING, MEMBER_LASTING
from engage.db import db
from engage.demo.newsletter import NEWSLETTER
from engage.jobs.wiring import KINDS
from engage.settings import Settings
from engage.web import entry, filters, letters, log

TOP = Path(__file__).resolve().parent.parent


def lay(settings: Settings) -> Flask:
    """An application for these settings that has no pages; starts nothing and sends nothing."""
    app = Flask("engage", root_path=str(TOP / "engage"), template_folder=str(TOP / "templates"), static_folder=None)
    app.config.from_mapping(entry.flask_settings(settings, idle=MEMBER_LASTING.idle, longest=KEPT_LASTING.most))
    app.extensions["settings"] = settings
    vault.open_with(data_keys=settings.data_keys, secret_key=settings.secret_key)
    journal.open_at(settings.erasures)
    log.prepare(app)
    db.init_app(app)
    mail.prepare(app)
    filters.prepare(app)
    _speak_to_templates(app, settings)
    letters.prepare(app, partial(engage.message_templates.queries.in_use, ours=settings.base_url))
    if not settings.is_production:
        KINDS[NEWSLETTER.name] = NEWSLETTER
    return app


def _speak_to_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(organisation=settings.organisation, base_url=settings.base_url)
