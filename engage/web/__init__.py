"""Forms, filters and error pages: HTML without a subject.

Rule: knows nothing of the subject; no word of docs/words.md appears here.
"""
