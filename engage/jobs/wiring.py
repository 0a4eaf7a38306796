"""Every kind of message (who says whether it may go, who reads the facts, who writes it) and everything that falls due.

A room adds its kinds to `KINDS` and its `due` functions to `DUES`; outbox and reminders never learn what they are about.
"""

from __future__ import annotations

from typing import Any

from engage.outbox.rules import Kind
from engage.reminders.rules import Reminder
from engage.staff import emails as staff_emails
from engage.staff import queries as staff

# Kind(name, may_go, facts, email, title), where title is what the team calls it on its screens
_KINDS: tuple[Kind[Any], ...] = (
    Kind("staff.invitation", staff.may_invite, staff.invitation_facts, staff_emails.invitation, "Invitation to an account"),
    Kind(
        "staff.new_password",
        staff.may_mail_new_password,
        staff.new_password_facts,
        staff_emails.new_password,
        "Link for a new password",
    ),
    Kind("staff.changed", staff.may_write, staff.changed_facts, staff_emails.changed, "Sign-in details changed"),
)
KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in _KINDS}

# Reminder(kind, due, when): `due(since, until)` says what falls due from one instant until just before another; it is asked
# by every tick for what is due by now, and by the screen for the coming days, so it looks at these instants and never at
# the clock. `when` is the rule in the team's words.
DUES: tuple[Reminder, ...] = ()
