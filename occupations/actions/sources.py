"""publish_sources: how a document is recorded that statements are to cite; corrections go through corrections.py."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from occupations.actions.inputs import SourceContent
from occupations.actions.revise import Author, Conflict, act, lock_registry, record_sources
from occupations.models import Act, Revision, Source


@transaction.atomic
def publish_sources(*, sources: Sequence[SourceContent], by: Author, reason: str) -> Revision:
    """Record documents that are new. Raises Conflict (recorded already), ValidationError."""
    lock_registry()
    slugs = [source.slug for source in sources]
    if held := set(Source.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
        raise Conflict(_("Recorded already: %(sources)s") % {"sources": ", ".join(sorted(held))})
    with act(Act.CORRECT, by=by, reason=reason) as writer:
        record_sources(writer, sources)
    return writer.revision
