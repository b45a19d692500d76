"""Django's admin: projects, services, members, people and groups are managed, all else only viewed."""

from taskbuilder.records.admin import history, people, projects, sign_ins

__all__ = ["history", "people", "projects", "sign_ins"]
