"""What is asked here: of the team about contacts, of people and of the team about how somebody is reached."""

from __future__ import annotations

from engage.contacts.forms.reach import Address, Changed, Checked, Code, Confirm, Name, Told, confirm, confirm_by_code, way
from engage.contacts.forms.team import Died, LogContact, OpenHidden, Restrict, StrikeOut

__all__ = [
    "Address",
    "Changed",
    "Checked",
    "Code",
    "Confirm",
    "Died",
    "LogContact",
    "Name",
    "OpenHidden",
    "Restrict",
    "StrikeOut",
    "Told",
    "confirm",
    "confirm_by_code",
    "way",
]
