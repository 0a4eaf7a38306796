"""What `make` runs before anything of ours is installed."""
