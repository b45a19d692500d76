"""The pages of a project's tasks in the cloud: now, in the week, and by camera."""
