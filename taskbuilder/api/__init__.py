"""What programs see: the reference's own endpoint, answered as the cloud answers."""
