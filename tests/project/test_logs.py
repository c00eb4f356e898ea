from __future__ import annotations

import pytest

from mentorship.logs import hide_secrets


@pytest.mark.parametrize(
    ("request_line", "logged"),
    [
        ("GET /accounts/login/?code=123456&next=/", "GET /accounts/login/"),
        ("GET /calendar/hR4kq9TzVw2LmX7bN0cYd1PfSa3GjU8e.ics", "GET /calendar/…"),
        ("GET /accounts/password/reset/key/1-czq0f1-b7a1f0d6b1c24a3fa7e0/", "GET /accounts/password/reset/key/…/"),
        (
            "GET /pairings/6f1c2f0e-9f0b-4f61-8a53-0f6f4a3f9d11/agreement/",
            "GET /pairings/6f1c2f0e-9f0b-4f61-8a53-0f6f4a3f9d11/agreement/",
        ),
        ("GET /", "GET /"),
    ],
)
def test_one_time_links_and_feeds_do_not_leave_their_secret_in_the_log(request_line, logged):
    event = hide_secrets(None, "info", {"event": "request_finished", "request": request_line})

    assert event["request"] == logged
