#!/usr/bin/env python
"""Django's command line for this project."""

from __future__ import annotations

import os
import sys

WITHOUT_A_SERVER = {"match"}


def main() -> None:
    """Run one administrative command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    if set(sys.argv[1:2]) & WITHOUT_A_SERVER and "SITE_URL" not in os.environ:
        # Who only wants pairs from two files has no server, and so no settings of one.
        os.environ.setdefault("DEBUG", "yes")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        message = "Django is not installed here. Run `make install`, then use `.venv/bin/python manage.py`."
        raise SystemExit(message) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
