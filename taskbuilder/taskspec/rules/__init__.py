"""The rules that one member alone cannot tell: between members and sections, with platform and service."""
