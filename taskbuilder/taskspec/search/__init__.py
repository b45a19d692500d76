"""What a request is found by: the words in it, and of which kinds its parts are."""
