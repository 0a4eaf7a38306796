"""The pages that belong to nobody else: the start page, my page, the team's page, what every site must say.

Rule: read only; small numbers are withheld here and nowhere else is trusted to.
"""
