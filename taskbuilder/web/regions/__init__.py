"""Region templates, and the sheet on which they are accepted for many sources."""
