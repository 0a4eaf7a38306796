"""What we hold about somebody: showing it, handing it over, correcting and erasing it, and letting go of it in time.

Rule: every column of every table is in the register, or the tests fail; what is erased leaves no trace but its stub.
"""
