"""May we contact them, for this, in this way?

Rule: the latest decision stands; nobody who was not asked is contacted.
"""
