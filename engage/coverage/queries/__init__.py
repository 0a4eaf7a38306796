"""Reading teams as a whole: who serves each, and what the log says of it. Every measure comes from the room it belongs to."""
