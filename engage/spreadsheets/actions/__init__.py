"""Taking a file in, having it looked over and confirmed, adding its people at once, and taking that back."""
