"""Journeys of the tasks in the cloud."""
