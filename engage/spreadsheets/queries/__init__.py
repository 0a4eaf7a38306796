"""Files on their way into the pool, their rows, and what is known of the people they name."""
