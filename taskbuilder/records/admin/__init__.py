"""Django's admin: projects, services, members, people and groups are kept here, all else is only viewed."""

from taskbuilder.records.admin import history, people, projects, sign_ins

__all__ = ["history", "people", "projects", "sign_ins"]
