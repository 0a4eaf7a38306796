"""How often is too often: limits that count the same in every process.

Rule: subjects are kept only as keyed fingerprints; an address that is not known is counted like one that is.
"""
