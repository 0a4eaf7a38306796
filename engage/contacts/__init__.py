"""What passes between the team and one person: what may be done now, the log of contacts, and everything that happened.

Rule: a contact is written down with what was permitted at that moment, and is never taken out again, only marked as wrong.
"""
