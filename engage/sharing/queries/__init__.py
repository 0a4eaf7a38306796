"""Reading what may be shared: what stands, what stood, whom to ask, and where something was told without an agreement."""

from __future__ import annotations

from engage.sharing.queries.standing import standing, standing_of

__all__ = ["standing", "standing_of"]
