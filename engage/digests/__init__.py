"""The weekly digest: short items about ways to get involved, one mail a week to those who said yes and whom something fits."""
