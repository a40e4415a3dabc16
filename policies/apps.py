from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Skill standards and policies")

    def ready(self) -> None:
        # Registers the kinds of drafts and what policies say of an occupation; earlier, there would be no models yet.
        from policies import drafts, mentions  # noqa: F401
