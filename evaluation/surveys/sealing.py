"""Sealed answers: what lies in an urn cannot be read with the database alone, and tells neither order nor length.

The key is derived from `SECRET_KEY`, which is not in the database; earlier keys open too while they stand in
`SECRET_KEY_FALLBACKS`. Every answer fills the same room, and all are mixed anew whenever one is added.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

SALT = "evaluation.surveys.urn"
ROOM = 6144
"""Bytes that each answer fills: a comment of `LONGEST_COMMENT` characters of four bytes, and the ticks."""
LONGEST_COMMENT = 1000
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeiou"
SYLLABLES = 8


def _locks() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (salted_hmac(SALT, "key", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def opened(sealed: bytes) -> list[dict[str, Any]]:
    """Return the answers in an urn.

    Raises:
        Refused: the key they were sealed with is gone.
    """
    if not sealed:
        return []
    try:
        room = _locks().decrypt(bytes(sealed))
    except InvalidToken as error:
        raise Refused(_("The answers cannot be opened: the server's secret key was changed.")) from error
    return [json.loads(room[start : start + ROOM]) for start in range(0, len(room), ROOM)]


def with_one_more(sealed: bytes, entry: dict[str, Any]) -> bytes:
    """Return an urn with one answer more, all of them mixed anew.

    Raises:
        Refused: the key is gone, or the answer is larger than its room.
    """
    entries = [*opened(sealed), entry]
    secrets.SystemRandom().shuffle(entries)
    return _locks().encrypt(b"".join(map(_padded, entries)))


def _padded(entry: dict[str, Any]) -> bytes:
    written = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    if len(written) > ROOM:
        raise Refused(_("This is too long. Please shorten what you wrote."))
    return written.ljust(ROOM)


def new_code() -> str:
    """Return a code for one person to keep, such as “kavi-roto-mune-zila”; it is stored nowhere."""
    syllables = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _number in range(SYLLABLES)]
    return "-".join(first + second for first, second in zip(syllables[::2], syllables[1::2], strict=True))


def pseudonym(code: str, *, about: str) -> str:
    """Return what joins two answers of whoever knows the code, about the same survey and no other; nothing without one.

    Slow on purpose (scrypt, 16 MB), so that codes cannot be tried by the million.
    """
    plain = "".join(character for character in code.casefold() if character.isalnum())
    if not plain:
        return ""
    return hashlib.scrypt(plain.encode(), salt=about.encode(), n=2**14, r=8, p=1, dklen=16).hex()
