"""The signed agreement on paper: made once, kept, and told from any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, AgreementDocument
from mentorship.core import audit, pdf
from mentorship.core.documents import digest_of
from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

TEMPLATE = "agreements/pdf/agreement.html"


@transaction.atomic
def document_of(*, agreement_id: int, by: User, address: str, now: datetime) -> AgreementDocument:
    """Return the PDF of an agreement that both have signed; the first to ask has it made, everybody gets those bytes.

    `address` is where the page stands on which anybody can have it checked.

    Raises:
        NotAllowed: `by` neither is one of the two nor leads their program.
        Refused: not both have signed.
    """
    agreement = Agreement.objects.select_for_update(of=["self"], no_key=True).with_people().get(pk=agreement_id)
    if not by.has_perm("agreements.read_agreement", agreement):
        raise NotAllowed(_("Only the pair and the program leader have this document."))
    present = AgreementDocument.objects.filter(agreement=agreement).first()
    if present is not None:
        return present
    if agreement.in_force_at is None:
        raise Refused(_("There is a document once both have signed."))
    signatures = list(agreement.signatures.select_related("signer").order_by("signed_at"))
    content = pdf.render(
        TEMPLATE,
        {"agreement": agreement, "pairing": agreement.pairing, "signatures": signatures, "address": address},
    )
    document = AgreementDocument.objects.create(
        agreement=agreement,
        pdf=content,
        sha256=digest_of([content]),
        made_at=now,
    )
    audit.record(verb="document_of", actor=by, target=agreement, now=now)
    return document


def is_known(code: str, sha256: str) -> bool:
    """Say whether a signed agreement was made under this code with this digest."""
    return AgreementDocument.objects.filter(agreement__verification_code=code, sha256=sha256).exists()
