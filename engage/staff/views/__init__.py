"""Pages: signing in, one's own account, and the administrator's pages on accounts."""

from __future__ import annotations

from engage.staff.views import account, accounts, sign_in
from engage.staff.views.pages import bp

__all__ = ["account", "accounts", "bp", "sign_in"]
