"""How to talk to the cloud: signing in, the create call, and what each outcome allows."""
