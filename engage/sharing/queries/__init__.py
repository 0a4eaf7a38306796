"""Reading what may be shared: what stands, what stood, whom to ask, and where something was told without an agreement."""

from __future__ import annotations

from engage.sharing.queries.links import history, how_many_to_ask, one, to_ask
from engage.sharing.queries.overrides import how_many_not_looked_at, of_contact
from engage.sharing.queries.standing import may_tell, standing, standing_of

__all__ = [
    "history", "how_many_not_looked_at", "how_many_to_ask", "may_tell", "of_contact", "one", "standing", "standing_of", "to_ask",
]  # fmt: skip
