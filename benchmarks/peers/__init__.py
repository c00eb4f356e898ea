"""Peers, each run as a script by the Python of its own environment."""
