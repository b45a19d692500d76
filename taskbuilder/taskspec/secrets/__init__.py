"""What of a request is secret, and where it may be sent again."""
