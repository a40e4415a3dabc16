"""A registry that published its policies before their terms and the regions were held gets them by loading again."""

from __future__ import annotations

from occupations.actions.revise import LOADER
from occupations.models import Revision
from policies.actions import publish_policies
from policies.loading.load import load
from policies.models import Benefit, Region, Term


def test_what_an_older_registry_lacks_is_added(api, policy_data):
    policies, sources = zip(*policy_data.policies, strict=True)
    publish_policies(policies=policies, sources=sources, by=LOADER, reason="as it was")
    before = Revision.objects.count()
    assert api.get("/eligibility", occupation="4-01-06-02", on="2025-07-01")["missing"] == ["region"]
    load(policy_data, say=lambda line: None)
    assert Revision.objects.count() == before + 1
    assert (Region.objects.count(), Benefit.objects.count(), Term.objects.count()) == (3215, 135, 161)
    assert "employment" in api.get("/eligibility", occupation="4-01-06-02", on="2025-07-01")["missing"]
