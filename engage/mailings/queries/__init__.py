"""Reading mailings: lists, whom one is for, what a message of it needs, and what became of it."""

from __future__ import annotations
