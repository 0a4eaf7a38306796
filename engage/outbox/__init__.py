"""Every message is a row first; the question whether it may still go is asked again at the last moment; then it is sent.

Rule: the only room that sends. A reminder goes out once or not at all (docs/decisions/0002-at-most-once.md).
"""
