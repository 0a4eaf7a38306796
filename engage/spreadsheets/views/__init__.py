"""The pages on which a file comes into the pool."""

from __future__ import annotations

from engage.spreadsheets.views import bringing, confirming, looking
from engage.spreadsheets.views.pages import bp

__all__ = ["bp", "bringing", "confirming", "looking"]
