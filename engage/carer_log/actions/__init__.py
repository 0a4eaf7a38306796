"""Writing down contacts with carers, and keeping what was promised to them."""
