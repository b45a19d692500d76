"""What became of created tasks: their states, as the cloud's list shows them."""
