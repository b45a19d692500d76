"""The outbox: claims what is due, sends it to the cloud, and writes what came of it."""
