"""Reading: whose a row is, what we hold about somebody, requests and holds, and how long things are kept."""
