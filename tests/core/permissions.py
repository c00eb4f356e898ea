"""Who meets what on the pages of `core` and of the project itself."""

from __future__ import annotations

from tests.permissions.table import EVERYONE, EVERYONE_SIGNED_IN, LOGIN, NOT_FOUND, OK, ROLES, Row

ROWS: list[Row] = [
    Row("livez", EVERYONE),
    Row("readyz", EVERYONE),
    Row("healthz", {**dict.fromkeys(ROLES, NOT_FOUND), "staff": OK}, note="or with the token, for machines"),
    Row("metrics", {**dict.fromkeys(ROLES, NOT_FOUND), "staff": OK}, note="or with the token, for machines"),
    Row("manifest", EVERYONE, note="the name and the icons for a home screen"),
    Row("core:home", EVERYONE_SIGNED_IN),
    Row("core:readings", EVERYONE_SIGNED_IN, note="who read what is one's own"),
    Row("core:act-as", EVERYONE_SIGNED_IN, method="POST", data=lambda _cast: {"role": "mentor"}),
    Row("core:verify", EVERYONE, note="says whether a code and a file belong together, and nothing else"),
    Row("core:verify", EVERYONE, method="POST", data=lambda _cast: {"code": "ABCD-EFGH-JKMN"}),
    Row("core:styleguide", {**dict.fromkeys(ROLES, NOT_FOUND), "anonymous": LOGIN}, note="outside development"),
]
