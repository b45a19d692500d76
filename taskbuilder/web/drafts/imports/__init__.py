"""Many requests, one a line, that become drafts."""
