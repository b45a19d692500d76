"""Django's admin: projects, services and members are kept here, all else is only looked at."""

from taskbuilder.records.admin import history, projects, sign_ins

__all__ = ["history", "projects", "sign_ins"]
