"""Engage: service users and carers shape a mental health trust, and are asked before every message."""
