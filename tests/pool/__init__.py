"""Tests of the room `engage.pool`."""
