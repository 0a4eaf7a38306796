"""Killing workers while they send, and asking afterwards whether the table and what really arrived tell one story."""
