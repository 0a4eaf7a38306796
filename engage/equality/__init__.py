"""Monitoring answers, kept apart from everything else: who somebody is by the categories of the 2021 census, if they wish.

Rule: answers are counted, never listed; only their owner sees them; the key that links them is opaque, and no other room
can follow it.
"""
