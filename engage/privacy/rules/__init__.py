"""The register of columns, the rules of requests, and how long things are kept."""
