"""What a phone is told when somebody puts the product on their home screen.

The manifest of <https://www.w3.org/TR/appmanifest/>: nothing about a person stands in it, so it is open to everybody and
browsers may ask for it without a log-in.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PAPER = "#f7f6f2"
PRIMARY = "#0b5f66"
SIDES = (192, 512)


@require_safe
@cache_control(public=True, max_age=3600)
@login_not_required
def manifest(_request: HttpRequest) -> JsonResponse:
    """Answer the name, the icons, the colours, and where a long press on the icon leads."""
    home = reverse("core:home")
    facts = {
        "id": home,
        "name": _("Mentorship"),
        "short_name": _("Mentorship"),
        "description": _("Goals, meetings and feedback of your mentorship."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PRIMARY,
        "icons": [
            _icon(f"img/icon-{side}{ending}.png", side, purpose)
            for side in SIDES
            for ending, purpose in (("", "any"), ("-maskable", "maskable"))
        ],
        "shortcuts": [
            {"name": _("Feedback"), "url": reverse("evaluation:feedback")},
            {"name": _("Meetings"), "url": reverse("meetings:meetings")},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def _icon(path: str, side: int, purpose: str) -> dict[str, str]:
    return {"src": static(path), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
