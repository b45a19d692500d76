"""Plans, as programs make, read and apply them."""
