"""What templates ask about records."""
