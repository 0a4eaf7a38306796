"""What tests stand on: databases, a browser that checks what it meets, a clock, a post box."""
