"""What came back: reports of other mail servers, marks by hand, and mail that asks us to stop.

Rule: what a mail says of itself is never believed. Only what we sent, and can tell that we sent, changes anything.
"""
