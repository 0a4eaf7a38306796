"""What falls due becomes something to send.

Rule: decides when, never what or to whom; asking twice queues once.
"""
