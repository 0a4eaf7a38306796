"""What the carer lead does with teams and appointments, and what champions write down about their training."""
