"""Figures of speed and weight. `make bench` prints them; no test depends on how fast a machine is."""
