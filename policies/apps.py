from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Skill standards and policies")

    def ready(self) -> None:
        from policies import mentions  # noqa: F401 (registers what policies say of an occupation)
