"""Django's admin: projects, services, members, people and groups are managed, all else only viewed."""

from taskbuilder.records.admin import (
    cloud_tasks,
    history,
    inventory,
    people,
    plans,
    projects,
    sign_ins,
    task_actions,
)

__all__ = ["cloud_tasks", "history", "inventory", "people", "plans", "projects", "sign_ins", "task_actions"]
