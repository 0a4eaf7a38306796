"""A file on its way into the pool, and its rows. What people wrote is sealed, and forgotten after 7 days."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.spreadsheets.rules import Decision, Note, Outcome, State, Verdict
from engage.vault import Sealed

AT_WORK = "state IN ('being checked', 'being added', 'being undone')"


class Spreadsheet(Dated, Row):
    """One file. `columns` says for each of its columns what it means; `rows_done` is how far the worker has come.

    sha256: of the file as it was uploaded, so that the same file is known again. claimed_at: when a worker took it up.
    """

    __tablename__ = "spreadsheet_import"
    __table_args__ = (
        one_of("state", State),
        one_of("note", Note),
        together("asked_at", "asked_by"),
        together("approved_at", "approved_by"),
        together("undone_at", "undone_by"),
        sa.CheckConstraint("rows_done >= 0 AND rows_done <= row_count", name="rows_done"),
        sa.Index("ix_spreadsheet_import_sha256", "sha256"),
        sa.Index("ix_spreadsheet_import_created_at", "created_at", "id"),
        sa.Index(
            "ix_spreadsheet_import_at_work", "created_at", "state",
            sqlite_where=sa.text(AT_WORK), postgresql_where=sa.text(AT_WORK),
        ),
    )  # fmt: skip

    uploaded_by: Mapped[UUID]
    sha256: Mapped[str]
    state: Mapped[State] = mapped_column(Code(State), default=State.MATCHING)
    note: Mapped[Note | None] = mapped_column(Code(Note))
    headings: Mapped[str | None] = mapped_column(Sealed("spreadsheet_import.headings"))
    columns: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    welcomed: Mapped[bool] = mapped_column(default=False)
    row_count: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    claimed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    forgotten_at: Mapped[datetime | None]


class SheetRow(Row):
    """One row of a file, by its number there. `matches` are people who may be the same; `person_id` is who it is, or became.

    row_key: a blind index of what the row says, so that the same row is known again in another file.
    before: what stood in the record before this row changed it, for undoing.
    """

    __tablename__ = "spreadsheet_row"
    __table_args__ = (
        sa.UniqueConstraint("import_id", "number"),
        sa.Index("ix_spreadsheet_row_verdict", "import_id", "verdict", "number"),
        sa.Index("ix_spreadsheet_row_outcome", "import_id", "outcome", "number"),
        sa.Index("ix_spreadsheet_row_row_key", "row_key"),
        sa.Index("ix_spreadsheet_row_person_id", "person_id"),
        one_of("verdict", Verdict),
        one_of("decision", Decision),
        one_of("outcome", Outcome),
    )

    import_id: Mapped[UUID] = mapped_column(sa.ForeignKey("spreadsheet_import.id"))
    number: Mapped[int]
    cells: Mapped[str | None] = mapped_column(Sealed("spreadsheet_row.cells"))
    row_key: Mapped[str | None]
    verdict: Mapped[Verdict | None] = mapped_column(Code(Verdict))
    reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    matches: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    decision: Mapped[Decision | None] = mapped_column(Code(Decision))
    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[Outcome | None] = mapped_column(Code(Outcome))
    before: Mapped[str | None] = mapped_column(Sealed("spreadsheet_row.before"))
