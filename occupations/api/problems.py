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
register(
    "no-consultation",
    404,
    _("Not put out for public comment"),
    _("See /api/v1/consultations for what is, and what was."),
)
register(
    "comments-closed",
    409,
    _("Comments are not taken now"),
    _("`comment_from` and `comment_to` say when; both days count, in Shanghai."),
)
register("unknown-change", 404, _("No such change"), _("`changes` lists the ids of what the batch proposes."))
register(
    "unknown-proposal",
    404,
    _("No such proposal"),
    _("Compare the reference number with the answer that you got when you sent it."),
)
register(
    "idempotency-key-reused",
    409,
    _("Idempotency-Key used for another body"),
    _("Give each proposal a key of its own, and send the same body again with the same key."),
)
register(
    "no-such-dump",
    404,
    _("This dump is not held"),
    _("`held` lists those that are, and `latest` those that are made when they are asked for."),
)
register("being-made", 503, _("The dump is being made"), _("Ask again after as many seconds as `Retry-After` says."))
