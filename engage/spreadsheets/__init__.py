"""The spreadsheet a team has kept so far comes into the pool: read, looked over, confirmed by a lead, and taken back if need be.

Rule: nothing is sent to anyone by this, nobody is added in part, and a file never turns a no into a yes.
"""
