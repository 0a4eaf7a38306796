"""The figures a watching machine reads, and the page for people."""
