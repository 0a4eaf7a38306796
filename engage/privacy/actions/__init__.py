"""Writing: erasing somebody, their requests, what must be kept for now, and letting go of things in time."""
