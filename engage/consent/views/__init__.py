"""What we send you: choosing, what a choice does, looking back, and why a message came."""

from __future__ import annotations

from engage.consent.views import choosing, looking_back, publishing, recording, renewing, results, variants, why
from engage.consent.views.choosing import one_press
from engage.consent.views.room import bp, team

__all__ = [
    "bp",
    "choosing",
    "looking_back",
    "one_press",
    "publishing",
    "recording",
    "renewing",
    "results",
    "team",
    "variants",
    "why",
]
