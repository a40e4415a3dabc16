"""The resources of this app, under /api/v1."""

from django.utils.translation import gettext_lazy as _
from rest_framework.routers import SimpleRouter

from policies.api.policies import PolicyViewSet
from registry.http.problems import register

register("unknown-policy", 404, _("No such policy"), _("See /api/v1/policies."))

router = SimpleRouter(trailing_slash=False)
router.register("policies", PolicyViewSet, "policy")
urlpatterns = router.urls
