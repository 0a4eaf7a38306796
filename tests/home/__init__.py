"""The pages everybody may read, and the health checks."""
