"""The tests: each folder mirrors an app; `services` brings the servers they need."""
