"""What this machine allows and what the product makes of it, measured in the same minutes.

Each line is a floor (the least program that does the same work), the subject, and the floor again, in slices of a few
seconds; the figure is the median of the ratios. Nothing here is a test, and no test asserts a time.
"""
