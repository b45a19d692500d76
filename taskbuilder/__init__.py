"""Task Builder: forms that create service tasks of a cloud video-analysis platform."""

VERSION = "0.2.0"
"""Shown on every page; the newest one of CHANGELOG.md."""
