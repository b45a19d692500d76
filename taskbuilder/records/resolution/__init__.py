"""Resolving unknown outcomes: a search in the cloud, then a decision, by a person or automatically."""
