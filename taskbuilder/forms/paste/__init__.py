"""What people paste into the box beside a list, and what is made of it."""
