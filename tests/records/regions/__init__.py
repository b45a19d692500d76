"""Region templates, and what was accepted of them."""
