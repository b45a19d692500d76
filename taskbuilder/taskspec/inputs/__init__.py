"""Where a task reads video from: the reference's tables 6 to 8, a file for each input type."""
