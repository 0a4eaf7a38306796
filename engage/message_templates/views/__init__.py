"""The pages on which the team looks at the words of messages and changes them."""

from __future__ import annotations

from engage.message_templates.views import changing, looking
from engage.message_templates.views.pages import bp, made_from

__all__ = ["bp", "changing", "looking", "made_from"]
