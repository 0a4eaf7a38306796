"""Reading what happened, telling it, and asking what the answer would be today."""

from __future__ import annotations
