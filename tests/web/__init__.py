"""The pages around the wizard."""
