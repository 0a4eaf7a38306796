"""Whole journeys: given, when, then."""
