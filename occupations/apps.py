from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OccupationsConfig(AppConfig):
    name = "occupations"
    verbose_name = _("Occupational classification")

    def ready(self) -> None:
        from occupations import checks  # noqa: F401 (registers the system check)
