"""What is done with mailings: written, told to go, put into the outbox a part at a time, stopped. Nothing here commits.

Whoever calls these locks the mailing first (`mailings.queries.lists.held`).
"""

from __future__ import annotations
