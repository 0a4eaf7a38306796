"""Seeing the whole: champions in every team, training, contacts in numbers, and the champions' network.

Rule: one function a measure, wherever it is shown; teams stand from A to Z or by service and are never ranked.
"""
