"""What the carer lead does for all champions: writes to them, plans their meetings, shares materials. Nothing here commits."""
