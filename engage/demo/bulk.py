"""Many rows at once, straight through the driver: the same plain tuples for SQLite (executemany) and PostgreSQL (COPY).

Ids count upwards, as UUID version 7 does, so that a million rows are appended to their indexes and not scattered over them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from engage.accounts.models import Request, User
from engage.audit.models import Event
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carers.models import Carer, CarerLink
from engage.consent.models import Break, ConsentEvent, Standing
from engage.db import Row, db, is_sqlite
from engage.outbox.models import Occasion, Outgoing, Step
from engage.people.models import ContactPoint, Person
from engage.pool.models import Member
from engage.sharing.models import SharingOverride, SharingPreference
from engage.teams.models import Appointment, Team, Training

FILLED: tuple[type[Row], ...] = (
    User, Request, Person, ContactPoint, Member, ConsentEvent, Standing, Break, Occasion, Outgoing, Step, Event, Team,
    Appointment, Carer, CarerLink, SharingPreference, SharingOverride, CarerContact, CarerContactItem, FollowUp,
    Training,
)  # fmt: skip

COLUMNS = {
    "account": "id role person_id email_index last_factor_step link_serial accepted_at created_at",
    "account_request": "id wish email_index asked_at",
    "person": "id number full_name called search_name reach_note link_serial created_at",
    "contact_point": "id person_id kind value value_index may_leave_message may_say_trust verified_at came_back_at created_at",
    "member": "id person_id standing applied_at uses_services used_services cares cared interested area area_key welcomed_at "
    "welcomed_by welcome needs_confirmed ready_to_be_invited left_at",
    "consent_event": "id person_id ordinal purpose channel action at route notice_id notice_sha256 recorded_by batch "
    "previous_hash hash effective_at expires_on hash_version",
    "consent_standing": "id person_id purpose channel given since event_id expires_on version",
    "consent_break": "id person_id started_at until",
    "occasion": "id kind about ordinal due_on due_at not_after created_at",
    "outgoing": "id occasion_id kind recipient_id channel category purpose state turn steps next_at attempts authorised_at "
    "consent_event_id message_id settled_at reason created_at",
    "outgoing_step": "id outgoing_id number at state reason",
    "audit_event": "id at by what kind about detail",
    "team": "id name name_key kind care_group area stage manager_id opened_on closed_on successor_id created_at",
    "team_appointment": "id team_id account_id part starts_on last_day hours_a_month appointed_by ended_at ended_by created_at",
    "team_training": "id account_id course done_on given_by valid_until recorded_by created_at",
    "carer": "id number name search_name is_young circumstances phone email reach_note prefers language needs agreed_on "
    "identified_on identified_by stopped_on created_at leave_message",
    "carer_link": "id carer_id team_id relationship lives_with cared_for since ended_on ended_by created_at",
    "sharing_preference": "id link_id ordinal agreed topics best_interests discussed_on asked_by in_record is_advance "
    "look_again_on recorded_by recorded_at decided_by",
    "sharing_override": "id contact_id link_id why topics reason authorised_by authorised_as happened_on made_at made_by "
    "looked_at looked_by look_note",
    "carer_contact": "id team_id link_id carer_id happened_at happened_on how by_carer minutes note recorded_by recorded_at once "
    "voided_at voided_by voided_why",
    "carer_contact_item": "id contact_id carer_id happened_on is_outcome code",
    "carer_follow_up": "id team_id link_id made_by_contact_id owner_id promised_on due_on times_moved done_at "
    "cleared_by_contact_id cancelled_at cancelled_by cancelled_why",
}
_FROM = 0x0196_0000_0000


class Ids:
    """Ids of one table: each greater than the one before, with an ending of chance that all of them share."""

    def __init__(self, rng: Random) -> None:
        self._last = _FROM
        self._ending = f"7{rng.getrandbits(12):03x}{rng.getrandbits(62) | 1 << 63:016x}"

    def __call__(self) -> str:
        self._last += 1
        return f"{self._last:012x}{self._ending}"


class Load:
    """Rows waiting to be written; `write` sends them and counts them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.tally: Counter[str] = Counter()
        self._names = {table: columns.split() for table, columns in COLUMNS.items()}
        for row in FILLED:
            _refuse_missing(row, self._names[row.__tablename__])

    def write(self) -> None:
        """Write what waits, in the caller's transaction, parents before children."""
        driver: Any = db.session.connection().connection.driver_connection
        for table, names in self._names.items():
            rows = self.rows.pop(table, [])
            if rows:
                (_insert if is_sqlite() else _copy)(driver, table, names, rows)
                self.tally[table] += len(rows)


def instant(moment: datetime) -> str:
    """An instant as both databases keep it."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


@contextmanager
def without_indexes(*, when: bool) -> Iterator[None]:
    """For very many rows: take away what slows each down, and build it anew over all of them."""
    if not when:
        yield
        return
    plans = _plans()
    for kind, name, _ in plans:
        db.session.execute(sa.text(f"DROP {kind} {name}"))
    yield
    if is_sqlite():
        db.session.execute(sa.text(_FILL_NAMES))
    for _, _, definition in plans:
        db.session.connection().exec_driver_sql(definition)


def look_at_the_data() -> None:
    """Let the database count what it holds, so that it plans its searches well."""
    db.session.execute(sa.text("ANALYZE"))


_FILL_NAMES = "INSERT INTO person_name (rowid, person_id, name) SELECT rowid, id, search_name FROM person ORDER BY rowid"
_SQLITE_PLANS = (
    "SELECT type, name, sql, tbl_name FROM sqlite_master WHERE sql IS NOT NULL "
    "AND (type = 'index' OR name = 'person_name_added') ORDER BY name"
)
_POSTGRES_PLANS = (
    "SELECT 'INDEX', indexname, indexdef, tablename FROM pg_indexes WHERE schemaname = current_schema() "
    "AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname"
)


def _plans() -> list[tuple[str, str, str]]:
    """Indexes of the tables to be filled and the trigger that makes names searchable, as the database defines them."""
    found = db.session.execute(sa.text(_SQLITE_PLANS if is_sqlite() else _POSTGRES_PLANS)).all()
    return [(kind.upper(), name, definition) for kind, name, definition, table in found if table in COLUMNS]


def _refuse_missing(row: type[Row], names: list[str]) -> None:
    columns = row.__table__.columns
    needed = [column.name for column in columns if not column.nullable and column.server_default is None]
    missing = [name for name in needed if name not in names]
    unknown = [name for name in names if name not in columns]
    if missing or unknown:
        raise LookupError(f"{row.__tablename__} has changed: {missing} must be filled, {unknown} are not there")


def _insert(driver: Any, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    driver.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - names from this page


def _copy(driver: Any, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
