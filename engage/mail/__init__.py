"""An e-mail as a value, and the line it goes out on: the SMTP conversation cut where it matters.

Rule: knows nothing of the subject. Only the outbox room calls a line; tests listen at the other end of a real one.
"""

from __future__ import annotations

from engage.mail.faults import LineDown, NotNow, Refused, Unknown
from engage.mail.filling import Mould
from engage.mail.letters import LONGEST_LINE, THIS_MESSAGE, Attached, Email, Sender, as_bytes, prepare
from engage.mail.line import TIMEOUT_SECONDS, Line, SmtpLine
from engage.mail.pipeline import Fate, Handed, Parcel

__all__ = [
    "LONGEST_LINE", "THIS_MESSAGE", "TIMEOUT_SECONDS", "Attached", "Email", "Fate", "Handed", "Line", "LineDown", "Mould",
    "NotNow", "Parcel", "Refused", "Sender", "SmtpLine", "Unknown", "as_bytes", "prepare",
]  # fmt: skip
