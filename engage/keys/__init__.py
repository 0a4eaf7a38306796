"""Which keys the database was sealed with: refusing to start without them, and sealing everything anew under the newest.

Rule: works from the tables themselves, so that a sealed column or a blind index of any room is covered.
"""
