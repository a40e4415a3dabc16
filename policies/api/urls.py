"""The resources of this app, under /api/v1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from policies.api import linked, problems  # noqa: F401  (add to answers of occupations, and to the catalogue)
from policies.api.covering import BatchPolicyViewSet, OccupationPolicyViewSet
from policies.api.eligibility import EligibilityViewSet
from policies.api.eligibility_inputs import InputViewSet
from policies.api.policies import PolicyViewSet
from policies.api.regions import RegionViewSet

router = SimpleRouter(trailing_slash=False)
router.register("policies", PolicyViewSet, "policy")
router.register("regions", RegionViewSet, "region")

urlpatterns = [
    path("eligibility", EligibilityViewSet.as_view({"get": "list", "post": "create"}), name="eligibility"),
    path("eligibility/inputs", InputViewSet.as_view({"get": "list"}), name="eligibility-inputs"),
    path(
        "occupations/<str:code>/policies", OccupationPolicyViewSet.as_view({"get": "list"}), name="occupation-policies"
    ),
    path("batches/<str:number>/policies", BatchPolicyViewSet.as_view({"get": "list"}), name="batch-policies"),
    *router.urls,
]
