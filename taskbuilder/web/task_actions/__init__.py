"""The pages that start, stop and delete tasks in the cloud, and show how far that is."""
