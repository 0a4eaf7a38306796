"""Who did what, and who looked at whom.

Rule: rows are added, never changed; ids, never names or addresses.
"""
