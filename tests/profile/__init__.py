"""What people say about taking part."""
