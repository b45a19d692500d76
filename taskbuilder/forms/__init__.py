"""Forms made of data: what a task asks, drawn and read; knows no database, no HTTP and no project."""
