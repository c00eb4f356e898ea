"""People who log in, for site staff: an account and nothing that anybody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

from mentorship.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Staff find accounts, administrators make and close them; a new account signs in by an e-mailed code."""

    list_display = ["full_name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name"]
    fields = ["email", "full_name", "preferred_name", "time_zone", "is_active", "is_staff"]
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Site staff; leaders find people under their cohorts."""
        return bool(request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site staff."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Site administrators."""
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Site administrators."""
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Nobody: an account is closed or erased, its history stays."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's own signature)
        """Give a new account no password that could be guessed."""
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


admin.site.unregister(UserSession)  # from where somebody signs in is theirs to see
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondStepAdmin(AuthenticatorAdmin):
    """Administrators take a lost second step away; nobody reads its secret, adds one or changes one."""

    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django names it)
        """Nobody: a person sets up their own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django names it)
        """Nobody: a person changes their own."""
        return False
