"""Saved filters of the history: their menu, and the pages that save, rename and delete them."""
