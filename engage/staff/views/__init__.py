"""Pages: signing in, one's own account, and the administrator's pages on accounts."""

from __future__ import annotations

from engage.staff.views import account, accounts, sign_in
from engage.staff.views.pages import bp
from engage.staff.views.sign_in import ask_to_sign_in
from engage.staff.views.watching import note_reading, note_refusal

__all__ = ["account", "accounts", "ask_to_sign_in", "bp", "note_reading", "note_refusal", "sign_in"]
