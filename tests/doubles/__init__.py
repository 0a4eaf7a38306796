"""Tests of the room `engage.people`."""
