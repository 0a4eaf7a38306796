"""How staff sign in, look after their own account, and how an administrator looks after accounts.

Rule: nobody is signed in before the second factor; whatever was wrong, the answer is the same.
"""
