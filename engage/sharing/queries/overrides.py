"""Where something was told without an agreement: the list for those who oversee it, and the mail that tells them."""

from __future__ import annotations

OVERRIDDEN = "sharing.override"
