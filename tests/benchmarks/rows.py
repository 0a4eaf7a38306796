"""The rows that somebody leaves behind when they join, as plain values: what the floor of a submit writes, row for row.

`test_floors.py` holds them against what the product really writes, so that the floor cannot fall behind.
"""

from __future__ import annotations

import re
from typing import Any

AT = "2026-11-21 12:00:00.000000"
DAY = "2026-11-21"
PURPOSES = ("opportunities", "newsletter", "surveys", "panels")
SEALED = bytes(64)
HASH = "0123456789abcdef" * 4

# ids made for each sign-up; :id is made anew for each row of a statement that runs several times
ASKED = ("person", "batch", "occasion", "outgoing", "number", "message", "index")
JOINING: dict[str, Any] = {"at": AT, "day": DAY, "sealed": SEALED, "hash": HASH, "yes": True, "no": False}

# table: its columns with what goes in (":x" a value, anything else as SQL), and one set of values for each row
ROWS: tuple[tuple[str, dict[str, str], tuple[dict[str, Any], ...]], ...] = (
    ("person", {
        "id": ":person", "number": ":number", "full_name": ":name", "search_name": ":name", "link_serial": "0",
        "created_at": ":at",
    }, ()),
    ("contact_point", {
        "id": ":batch", "person_id": ":person", "kind": "'email'", "value": ":sealed", "value_index": ":index",
        "created_at": ":at",
    }, ()),
    ("member", {
        "id": ":batch", "person_id": ":person", "standing": "'applied'", "applied_at": ":at", "uses_services": ":yes",
        "used_services": ":no", "cares": ":no", "cared": ":no", "interested": ":no", "area": "'Vale'", "area_key": "'vale'",
        "needs_confirmed": ":no", "ready_to_be_invited": ":no",
    }, ()),
    ("consent_event", {
        "id": ":id", "person_id": ":person", "ordinal": ":ordinal", "purpose": ":purpose", "channel": "'email'",
        "action": "'given'", "at": ":at", "route": "'web'",
        "notice_id": "(SELECT id FROM consent_notice WHERE purpose = :purpose LIMIT 1)", "notice_sha256": ":hash",
        "batch": ":batch", "previous_hash": ":hash", "hash": ":hash", "effective_at": ":at", "expires_on": ":day",
        "hash_version": "2",
    }, tuple({"purpose": purpose, "ordinal": place} for place, purpose in enumerate(PURPOSES, start=1))),
    ("consent_standing", {
        "id": ":id", "person_id": ":person", "purpose": ":purpose", "channel": "'email'", "given": ":yes", "since": ":at",
        "event_id": ":batch", "expires_on": ":day", "version": "1",
    }, tuple({"purpose": purpose} for purpose in PURPOSES)),
    ("audit_event", {
        "id": ":batch", "at": ":at", "what": "'joined'", "kind": "'person'", "about": ":person", "detail": "'{}'",
    }, ()),
    ("occasion", {
        "id": ":occasion", "kind": "'pool.confirm'", "about": ":person", "ordinal": "0", "due_on": ":day", "due_at": ":at",
        "not_after": ":at", "created_at": ":at",
    }, ()),
    ("outgoing", {
        "id": ":outgoing", "occasion_id": ":occasion", "kind": "'pool.confirm'", "recipient_id": ":person", "channel": "'email'",
        "category": "'security'", "state": "'queued'", "turn": "0", "steps": "0", "next_at": ":at", "attempts": "0",
        "message_id": ":message", "created_at": ":at",
    }, ()),
)  # fmt: skip


def statements(database: str) -> list[tuple[str, tuple[dict[str, Any], ...]]]:
    """INSERT statements with named values, as the driver of this database writes them."""
    made = []
    for table, columns, times in ROWS:
        names, values = ", ".join(columns), ", ".join(columns.values())
        sql = f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608 - names from this page
        made.append((sql if database == "sqlite" else re.sub(r":(\w+)", r"%(\1)s", sql), times))
    return made
