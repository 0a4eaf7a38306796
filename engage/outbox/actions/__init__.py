"""What is done to messages: put in, taken back, sent a step at a time, decided by a person. Nothing here commits."""

from __future__ import annotations

from engage.outbox.actions.putting import cancel, message_id, occasion_id, put, put_many, suppress_waiting

__all__ = ["cancel", "message_id", "occasion_id", "put", "put_many", "suppress_waiting"]
