"""The bytes of an uploaded file, kept in parts until the import has come to its end."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from programs.models import ImportedFile

if TYPE_CHECKING:
    from programs.models import ParticipantImport

BYTES_AT_ONCE = 1 << 18


def keep_file(of: ParticipantImport, content: bytes) -> None:
    """Keep the bytes of an uploaded file, part by part."""
    for place, first in enumerate(range(0, len(content), BYTES_AT_ONCE)):
        ImportedFile.objects.create(participant_import=of, place=place, content=content[first : first + BYTES_AT_ONCE])


def kept_file(of: ParticipantImport) -> bytes:
    """Return the bytes that were kept."""
    content = io.BytesIO()
    parts = ImportedFile.objects.filter(participant_import=of).order_by("place")
    for part in parts.values_list("content", flat=True).iterator(chunk_size=1):
        content.write(part)
    return content.getvalue()
