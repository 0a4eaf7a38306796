"""How messages come to rest: the steps behind each state, and the endings that are rare in real life, one of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engage.outbox.rules import Category, Reason, State

_SENT = (State.CLAIMED, State.SENDING, State.ACCEPTED)
STEPS: dict[State, tuple[State, ...]] = {
    State.PLANNED: (),
    State.QUEUED: (State.CLAIMED, State.QUEUED),
    State.ACCEPTED: _SENT,
    State.BOUNCED: (*_SENT, State.BOUNCED),
    State.FAILED: (State.CLAIMED, State.FAILED),
    State.EXPIRED: (State.EXPIRED,),
    State.SUPPRESSED: (State.SUPPRESSED,),
    State.CANCELLED: (State.CANCELLED,),
    State.UNCERTAIN: (State.CLAIMED, State.SENDING, State.UNCERTAIN),
    State.CLOSED: (State.CLAIMED, State.SENDING, State.UNCERTAIN, State.CLOSED),
}


@dataclass(frozen=True)
class Story:
    """One message: its kind, where it came to rest and why. `at`: when it was due; `about`: None for the recipient."""

    kind: str
    state: State = State.ACCEPTED
    reason: Reason | None = None
    at: datetime | None = None
    ordinal: int = 0
    category: Category = Category.REMINDER
    purpose: str | None = None
    about: UUID | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state not in (State.PLANNED, State.QUEUED, State.UNCERTAIN)


def _odd(state: State, reason: Reason | None, ordinal: int) -> Story:
    return Story("consent.changed", state, reason, ordinal=1000 + ordinal)


_ENDS = (
    (State.FAILED, Reason.REFUSED_BY_SERVER),
    (State.EXPIRED, Reason.TOO_LATE),
    (State.UNCERTAIN, Reason.STOPPED_HALFWAY),
    (State.UNCERTAIN, Reason.LINE_CUT),
    (State.CLOSED, Reason.LEFT_AS_IT_IS),
    (State.CANCELLED, Reason.CALLED_OFF),
    *(
        (State.SUPPRESSED, reason)
        for reason in (
            Reason.UNVERIFIED, Reason.LEFT, Reason.ALREADY_DONE, Reason.CAME_BACK, Reason.ON_A_BREAK, Reason.NO_CONSENT,
            Reason.SUPERSEDED, Reason.SWITCHED_OFF, Reason.NO_ADDRESS, Reason.NEEDS_ANOTHER_WAY, Reason.ERASED, Reason.SUSPENDED,
            Reason.NOTHING_TO_SAY,
        )
    ),
)  # fmt: skip
ODD_ENDS = tuple(_odd(state, reason, ordinal) for ordinal, (state, reason) in enumerate(_ENDS))
