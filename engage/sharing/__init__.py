"""What the person who is cared for agreed to share with a carer, with its whole history, and the gate that asks it.

Rule: unknown, expired and ended mean general information only; listening is never stopped (domain.md 11.5, decision 1).
"""
