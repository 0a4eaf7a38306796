"""A file of teams that somebody is looking over."""

from __future__ import annotations

import json
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.sheets.sheet import Sheet
from engage.teams.models import TeamFile
from engage.teams.queries import listing
from engage.teams.rules.files import Line, judged


def lines(by: UUID) -> list[Line] | None:
    """Every row of the file this account brought, judged by the teams and managers there are now; None: there is no file."""
    kept = db.session.scalar(sa.select(TeamFile).where(TeamFile.by_id == by))
    if kept is None:
        return None
    said = json.loads(kept.sheet)
    return judge(Sheet(said["headings"], [(number, cells) for number, cells in said["rows"]]))


def judge(sheet: Sheet) -> list[Line]:
    """Every row with what would become of it now. Raises Unreadable."""
    return judged(sheet, listing.names_kept(), listing.managers_by_address())
