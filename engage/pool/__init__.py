"""People who offered to help: joining, being welcomed, taking part, leaving.

Rule: leaving takes one step and is immediate.
"""
