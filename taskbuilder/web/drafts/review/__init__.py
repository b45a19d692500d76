"""All that will be sent, what is still in the way, and the button that creates."""
