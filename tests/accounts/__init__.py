"""Tests of the room `engage.accounts`."""
