"""The config schema of a service: its editor, the form that it makes, and the drafts that it would break."""
