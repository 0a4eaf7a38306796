"""Reading what passes between the team and a person: what is allowed now, the log of contacts, and everything that happened."""

from __future__ import annotations

from engage.contacts.queries.allowed import Somebody, allowed, allowed_of, somebody
from engage.contacts.queries.log import everything, latest

__all__ = ["Somebody", "allowed", "allowed_of", "everything", "latest", "somebody"]
