"""Carers, the teams they are known to, and for whom they care: a reference of the trust's own, never a name.

Rule: nothing is read outside the viewer's teams, and opening a carer's record is written down (decision 8).
"""
