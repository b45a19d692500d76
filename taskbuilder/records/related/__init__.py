"""What belongs to a submission beside what became of it: comments, what it was made from and into."""
