"""What somebody would like to do, what they bring, how they are thanked, and whom else we may talk to.

Rule: everything here is the person's own to fill in, change and empty; nothing is needed to be in the pool.
"""
