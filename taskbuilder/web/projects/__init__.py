"""Projects and what belongs to them: drafts, tokens, the rules."""
