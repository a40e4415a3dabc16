from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OccupationsConfig(AppConfig):
    name = "occupations"
    verbose_name = _("Occupational classification")

    def ready(self) -> None:
        # Registers the system check and the kinds of drafts; earlier, the models would not be loaded yet.
        from occupations import checks  # noqa: F401
        from occupations.actions import correction_drafts, records  # noqa: F401
        from occupations.actions.batch_desk import kind  # noqa: F401
