"""That no text from outside takes more work than in proportion to its length."""
