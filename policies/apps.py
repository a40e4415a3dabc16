from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Skill standards and policies")

    def ready(self) -> None:
        # Registers the kinds of drafts; earlier, the models would not be loaded yet.
        from policies import drafts  # noqa: F401
