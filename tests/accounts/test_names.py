"""How people are spoken to."""

from __future__ import annotations

import pytest

from mentorship.accounts.models import User


@pytest.mark.parametrize(
    ("full_name", "preferred_name", "spoken"),
    [
        ("Lena Fischer", "", "Lena"),
        ("Dr Maya Tan", "", "Dr Tan"),
        ("Prof. Ana de la Cruz", "", "Prof. Cruz"),
        ("Dr Maya Tan", "Maya", "Maya"),
        ("Dr", "", "Dr"),
        ("Drew Barry", "", "Drew"),
        ("", "", "tan@example.org"),
    ],
)
def test_who_has_a_title_is_not_called_by_it_alone(full_name, preferred_name, spoken):
    user = User(email="tan@example.org", full_name=full_name, preferred_name=preferred_name)

    assert user.get_short_name() == spoken
