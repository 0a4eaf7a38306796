"""Why did somebody not get this? Of one person and one message the whole story, in the order in which it happened.

Where a row of the outbox tells it, it is told from there; where nothing was ever planned, the functions that plan are asked
today, and the page says so. Rule: this room only reads.
"""
