"""Who is notified of what happens in a project, and where: on the page, by mail, by the project's webhook."""
