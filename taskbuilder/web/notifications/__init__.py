"""Notifications: reading them, and choosing what to be notified of."""
