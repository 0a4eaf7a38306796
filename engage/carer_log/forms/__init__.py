"""What a champion is asked about a contact."""
