"""Servers the tests bring along: PostgreSQL, Redis, a Celery worker, a browser."""
