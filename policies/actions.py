"""publish_policies: the only writer of policies; corrections go through occupations/actions/corrections.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from occupations.actions.inputs import Evidence, SourceContent
from occupations.actions.revise import Author, Conflict, act, evidence, record_sources
from occupations.models import Act, Revision
from policies.models import Policy, PolicyRecord


@dataclass(frozen=True, kw_only=True)
class PolicyContent(Evidence):
    slug: str
    kind: str
    title_zh: str
    title_en: str = ""
    region_code: str
    region_name_zh: str
    valid_from: date | None
    """None: our sources do not say since when."""
    valid_to: date | None


@transaction.atomic
def publish_policies(
    *, policies: Iterable[PolicyContent], sources: Iterable[SourceContent], by: Author, reason: str
) -> Revision:
    """Publish policies that are new. Raises Conflict (published already)."""
    policies = list(policies)
    if held := set(Policy.objects.filter(slug__in=[p.slug for p in policies]).values_list("slug", flat=True)):
        raise Conflict(_("Published already: %(policies)s") % {"policies": ", ".join(sorted(held))})
    Policy.objects.bulk_create([Policy(slug=policy.slug) for policy in policies])
    with act(Act.PUBLISH_POLICIES, by=by, reason=reason) as writer:
        record_sources(writer, sources)
        for policy in policies:
            writer.add(
                PolicyRecord(
                    policy_id=policy.slug,
                    kind=policy.kind,
                    title_zh=policy.title_zh,
                    title_en=policy.title_en,
                    region_code=policy.region_code,
                    region_name_zh=policy.region_name_zh,
                    valid_from=policy.valid_from,
                    valid_to=policy.valid_to,
                    **evidence(policy),
                )
            )
    return writer.revision
