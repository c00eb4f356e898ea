"""Telling a document of ours from any other: by the code on its pages and the digest of its bytes, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from mentorship.core import codes

Known = Callable[[str, str], bool]
"""Says whether an app made a document under this code (as it is kept) with this digest (SHA-256, hexadecimal)."""

_known: list[Known] = []


def register(known: Known) -> None:
    """Let the public page know the documents of one more app."""
    if known not in _known:
        _known.append(known)


def digest_of(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file that comes in pieces."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def is_genuine(*, code: str, sha256: str) -> bool:
    """Say whether a file with this digest is, byte for byte, the document that was made under this code."""
    written = codes.as_written(code)
    return any(known(written, sha256) for known in _known)
