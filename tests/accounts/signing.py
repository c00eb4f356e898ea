"""Signing in as a person does, on the pages."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

PASSWORD = "a-long-pass-phrase"


def with_password(user):
    """Give them the password that `sign_in` knows."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def with_app(user):
    """Give them an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def figures(secret):
    """Return what the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client, email, password=PASSWORD, **extra):
    """Fill the form of the sign-in page."""
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def has_app(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
