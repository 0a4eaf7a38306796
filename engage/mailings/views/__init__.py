"""The pages on which the team writes to many people."""

from __future__ import annotations

from engage.mailings.views import audience, checking, dates, following, looking, writing
from engage.mailings.views.dates import everybody
from engage.mailings.views.pages import bp

__all__ = ["audience", "bp", "checking", "dates", "everybody", "following", "looking", "writing"]
