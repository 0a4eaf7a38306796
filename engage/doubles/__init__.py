"""Two records of one person: finding them, saying that they are not the same, merging them, and taking a merge back.

Rule: nothing is merged by itself. A person decides, sees beforehand what is dropped, and can take it back for 30 days.
"""
