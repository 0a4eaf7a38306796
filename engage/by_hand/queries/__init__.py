"""Reading what waits to be brought by hand, batches of letters, and the words of each message."""

from __future__ import annotations
