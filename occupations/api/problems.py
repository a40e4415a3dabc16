"""The problem types of this app; occupations/answers raises them by their slugs."""

from django.utils.translation import gettext_lazy as _

from registry.http.problems import register

register(
    "outside-period",
    404,
    _("Outside the days the registry answers for"),
    _("Ask for a day between `first_day` and `last_day`."),
)
register("unknown-edition", 404, _("No such edition"), _("See /api/v1/editions."))
register(
    "outside-edition",
    404,
    _("The edition was not in force on that day"),
    _("Ask for a day of its period, or leave the edition out."),
)
register(
    "not-held",
    404,
    _("Not held: our record is partial"),
    _(
        "Of the 2015 edition only what the batches announced is held, of the regions only the list of September 2026. "
        "This does not say that the code is not valid."
    ),
)
register(
    "not-valid",
    404,
    _("The code is not valid on that day"),
    _("`periods` says when it was, `successors` what became of it. Store the concept beside the code."),
)
register(
    "unknown-code",
    404,
    _("No such code"),
    _("The registry holds the code on no day at all. Compare it with the printed classification."),
)
register("unknown-concept", 404, _("No such concept"), _("Concept ids never change and are never reused."))
register("unknown-batch", 404, _("No such batch"), _("See /api/v1/batches."))
register("unknown-correspondence", 404, _("No such correspondence table"), _("See /api/v1/correspondences."))
register("unknown-standard", 404, _("No such skill standard"), _("See /api/v1/skill-standards."))
register("unknown-indicator", 404, _("No such indicator"), _("See /api/v1/indicators."))
register("unknown-source", 404, _("No such source"), _("See /api/v1/sources."))
