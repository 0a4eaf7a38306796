"""What the carer lead has set."""

from __future__ import annotations

import sqlalchemy as sa

from engage.carers.models import Setting
from engage.carers.rules import Limits
from engage.carers.rules.settings import Settings
from engage.db import db


def settings() -> Settings:
    """What is in force: of everything that was set the newest version."""
    rows = db.session.execute(sa.select(Setting.what, Setting.number).order_by(Setting.version))
    return Settings({row.what: row.number for row in rows})


def limits() -> Limits:
    """Within how many days a new carer is offered what."""
    return settings().limits


def versions(what: str) -> list[Setting]:
    """Everything one setting ever was, newest first."""
    return list(db.session.scalars(sa.select(Setting).where(Setting.what == what).order_by(Setting.version.desc())))
