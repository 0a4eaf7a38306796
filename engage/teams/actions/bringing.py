"""A list of teams out of a file: kept for a day while it is looked over, then added or thrown away."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.db import changed_rows, db
from engage.sheets.sheet import Sheet
from engage.teams.actions.keeping import Said, add
from engage.teams.models import TeamFile
from engage.teams.rules import TeamKind
from engage.teams.rules.files import Line, Verdict

KEPT = timedelta(days=1)


def keep(sheet: Sheet, *, by: UUID) -> TeamFile:
    """Keep what a file says for whoever brought it; the one they brought before is forgotten."""
    forget(by)
    made = TeamFile(id=uuid.uuid4(), by_id=by, sheet=json.dumps({"headings": list(sheet.headings), "rows": list(sheet.rows)}))
    db.session.add(made)
    db.session.flush()
    return made


def add_all(lines: Iterable[Line], *, by: UUID) -> int:
    """Add the teams that are new; how many. What the file said is forgotten with it."""
    new = [line for line in lines if line.verdict is Verdict.NEW]
    for line in new:
        said = Said(line.name, TeamKind(line.kind), line.care_group, line.area, line.stage)
        add(said, by=by, manager_id=line.manager_id)
    forget(by)
    record("added teams from a file", kind="team", about=None, by=by, added=len(new))
    return len(new)


def forget(by: UUID) -> None:
    """Throw away what somebody brought."""
    db.session.execute(sa.delete(TeamFile).where(TeamFile.by_id == by))


def forget_old(now: datetime) -> int:
    """Forget what was brought more than a day ago; how many."""
    return changed_rows(sa.delete(TeamFile).where(TeamFile.created_at < now - KEPT))
