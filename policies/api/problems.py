"""The problem types of this app; policies/answers raises them by their slugs."""

from django.utils.translation import gettext_lazy as _

from registry.http.problems import register

register("unknown-policy", 404, _("No such policy"), _("See /api/v1/policies."))
register(
    "level-not-in-standard",
    404,
    _("The occupation's standard has no such level"),
    _("`levels` lists those it has."),
)
register(
    "work-type-of-another",
    404,
    _("Not a work type of the occupation on that day"),
    _("`work_types` lists those it has."),
)
register(
    "contradictory-case",
    409,
    _("Facts that contradict each other"),
    _("Each entry of `errors` names one of them; at least one must be wrong."),
)
