"""Tests: through the door where possible, as a person would."""
