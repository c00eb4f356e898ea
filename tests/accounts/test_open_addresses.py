"""What is open to people who have not signed in: this list, and nothing else."""

from __future__ import annotations

from django.urls import URLResolver, get_resolver

OPEN = {
    # Signing in, by whichever way, and what leads there.
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    # Machines that ask after our health.
    "livez",
    "readyz",
    # The same, only for whoever brings the token; site staff sign in.
    "healthz",
    "metrics",
    # What a phone is told that puts the product on its home screen; it says nothing of anybody.
    "manifest",
    # The script that opens a form without a network; it says nothing of anybody.
    "evaluation:sheet-worker",
    # A calendar program that brings its secret along.
    "meetings:feed",
    # Links that people get by mail, and the form a leader opened for a while.
    "programs:invitation",
    "programs:application",
    "programs:apply",
    # The answer to proposed meeting times, by a signed link in the mail.
    "meetings:answer-by-mail",
    # The end of optional mail, by a signed link in the mail.
    "notifications:unsubscribe",
    # The one form of an observer without an account, by a signed link in the mail, and a new link for who lost it.
    "evaluation:observer-done",
    "evaluation:observer-renew",
    "evaluation:observer-form",
    "evaluation:observer-reply",
    "evaluation:observer-concern",
    # A portfolio, for whoever has the secret in its address.
    "evaluation:portfolio-shown",
    # Whether a code and a file belong together, for whoever is given a document of ours.
    "core:verify",
    # The demo's sent mail; outside the demo these do not exist.
    "demo:mail",
    "demo:mail-message",
    "demo:mail-page",
    "demo:mail-file",
}


def views(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from views(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


def test_only_these_are_open_without_signing_in():
    every = dict(views(get_resolver().url_patterns))

    opened = {
        name
        for name, view in every.items()
        if not getattr(view, "login_required", True) and not name.startswith("admin:")
    }

    assert opened == OPEN & set(every)
