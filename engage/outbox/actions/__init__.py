"""What is done to messages: put in, taken back, sent a step at a time, decided by a person. Nothing here commits."""

from __future__ import annotations

from engage.outbox.actions.breaker import mend, trip
from engage.outbox.actions.deciding import TooLate, close, resend
from engage.outbox.actions.planning import message_id, put_all, put_many, put_to_all
from engage.outbox.actions.putting import (
    become_one,
    call_off,
    call_off_channel,
    cancel,
    cancel_some,
    miss,
    pointless_from,
    put,
    put_as,
    suppress_kind,
    suppress_purpose,
    suppress_reminders,
    suppress_waiting,
)
from engage.outbox.actions.returning import arrived_after_all, came_back, did_not_come_back
from engage.outbox.actions.sending import (
    accept,
    authorise,
    claim,
    doubt,
    expire,
    give_back,
    put_off,
    queue_planned,
    reap,
    refuse,
    weigh,
)
from engage.outbox.actions.sets import authorise_set, choose_set, claim_set, next_news, release, settle, somebody_waits
from engage.outbox.actions.writing import Ready, Writer
from engage.outbox.rules import occasion_id

__all__ = [
    "Ready", "TooLate", "Writer", "accept", "arrived_after_all", "authorise", "authorise_set", "become_one", "call_off",
    "call_off_channel", "came_back", "cancel", "cancel_some", "choose_set", "claim", "claim_set", "close",
    "did_not_come_back", "doubt", "expire", "give_back", "mend", "message_id", "miss", "next_news", "occasion_id",
    "pointless_from", "put", "put_all", "put_as", "put_many", "put_off", "put_to_all", "queue_planned", "reap", "refuse",
    "release", "resend", "settle", "somebody_waits", "suppress_kind", "suppress_purpose", "suppress_reminders",
    "suppress_waiting", "trip", "weigh",
]  # fmt: skip
