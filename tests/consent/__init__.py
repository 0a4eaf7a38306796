"""Tests of the room `engage.consent`."""
