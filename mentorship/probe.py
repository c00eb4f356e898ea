"""`python -m mentorship.probe`: ask the web server of this container whether it is ready; the exit code is the answer.

It asks by the public name, because the server refuses every other, and says that HTTPS was spoken outside.
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit


def main() -> int:
    """Return 0 when the server answers that it is ready."""
    name = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PROBE_PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": name, "X-Forwarded-Proto": "https"})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
