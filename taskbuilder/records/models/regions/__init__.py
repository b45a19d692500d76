"""Region templates, and what each source has of them."""
