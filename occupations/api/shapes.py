"""The shapes that several resources share, as serializers: what they show is documented by what shows it."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from occupations.answers.standards import STANDARD_STATUSES
from occupations.levels import LEVELS
from occupations.models import ChangeKind, ChangeStatus, Confidence, Coverage, EditionStatus


@extend_schema_field({"type": "string", "format": "date-time"})
class InstantField(serializers.CharField):
    """An instant that is written out already."""


@extend_schema_field({"type": "number"})
class FigureField(serializers.FloatField):
    """A number as it is: whole, or with its decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value


class LevelsField(serializers.ListField):
    """Levels of skill, or null where they are not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=serializers.ChoiceField(list(LEVELS)), allow_null=True, **kwargs)


class Expandable(serializers.Field):
    """A list in brief, or in full where ``expand`` names it."""

    many = True

    def __init__(self, brief: Any, full: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.brief, self.full = brief, full

    @property
    def fields(self) -> dict[str, Any]:
        """What may be chosen of it."""
        return {**self.brief().fields, **self.full().fields}

    @property
    def shown(self) -> Any:
        """What each is shown by."""
        kind = self.full if self.field_name in self.context["view"].expanded else self.brief
        return kind(context=self.context)

    def to_representation(self, values: Any) -> Any:
        shown = self.shown
        return [shown.to_representation(value) for value in values]


class DescribedExpandable(OpenApiSerializerFieldExtension):
    """drf-spectacular: either of both."""

    target_class = Expandable

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        kinds = [auto_schema.resolve_serializer(kind, direction).ref for kind in (self.target.brief, self.target.full)]
        return {"type": "array", "items": {"anyOf": kinds}}


class CitationSerializer(serializers.Serializer):
    id = serializers.CharField(help_text="Its id under /sources.")
    title_zh = serializers.CharField()
    document_number = serializers.CharField(allow_null=True)
    issued_on = serializers.DateField(allow_null=True)
    confidence = serializers.ChoiceField(Confidence.values, help_text="How sure we are of this statement.")
    url = serializers.URLField(allow_null=True, help_text="A page of an official host, where there is one.")


class PlaceSerializer(serializers.Serializer):
    """An item in brief."""

    concept = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    name_zh = serializers.CharField(allow_null=True)
    name_en = serializers.CharField(allow_null=True)


class IntroductionSerializer(serializers.Serializer):
    """The change that brought something into the classification."""

    batch = serializers.IntegerField()
    change = serializers.IntegerField(help_text="Its number within the batch.")
    kind = serializers.ChoiceField(ChangeKind.values)
    published_on = serializers.DateField()
    code = serializers.CharField(allow_null=True, help_text="The code it was announced under.")
    name_zh = serializers.CharField()


class PeriodSerializer(serializers.Serializer):
    """One stretch in the life of a code; half-open, an empty end means until further notice."""

    code = serializers.CharField(allow_null=True)
    concept = serializers.CharField()
    name_zh = serializers.CharField(allow_null=True)
    edition = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class SuccessorSerializer(PlaceSerializer):
    relation = serializers.CharField(
        help_text="same_concept, or how the life goes on: split, merged, replaced, raised."
    )


class UnmatchedSerializer(serializers.Serializer):
    """A code asked for that holds nothing on that day."""

    code = serializers.CharField()
    reason = serializers.ChoiceField(["not-held", "not-valid", "unknown-code", "other-level"])
    periods = PeriodSerializer(many=True)
    successors = SuccessorSerializer(many=True)


class RemarkSerializer(serializers.Serializer):
    slug = serializers.CharField()
    detail = serializers.CharField()


class OfficialCountSerializer(serializers.Serializer):
    """Occupations as the ministry counts them, beside those held."""

    edition = serializers.IntegerField(allow_null=True, help_text="In the edition as published.")
    announced_since = serializers.IntegerField(help_text="New ones announced since, by that day.")
    total = serializers.IntegerField(allow_null=True, help_text="Null where our record is partial.")
    held = serializers.IntegerField()


class MetaSerializer(serializers.Serializer):
    """What an answer is valid for and what it rests on; always the resolved values."""

    edition = serializers.CharField()
    on = serializers.DateField(help_text="The day in Shanghai that the answer is given for.")
    known_at = InstantField(help_text="Give it back as `known_at` to get this answer again.")
    revision = serializers.IntegerField(help_text="The revision the answer rests on.")
    coverage = serializers.ChoiceField(Coverage.values)
    include = serializers.ListField(child=serializers.CharField())
    licence = serializers.CharField()
    official = OfficialCountSerializer(required=False, help_text="On /occupations.")
    remarks = RemarkSerializer(many=True, required=False)
    unmatched = UnmatchedSerializer(many=True, required=False, help_text="Where `code=` was given.")
    unplaced = serializers.IntegerField(required=False, help_text="On /tree: items without a known place.")


class LogMetaSerializer(serializers.Serializer):
    """What an answer about many days rests on."""

    known_at = InstantField(help_text="Give it back as `known_at` to get this answer again.")
    revision = serializers.IntegerField(help_text="The revision the answer rests on; `since` takes it.")
    include = serializers.ListField(child=serializers.CharField())
    licence = serializers.CharField()


class WorkTypeOfOccupationSerializer(serializers.Serializer):
    concept = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField(allow_null=True)
    former_names_zh = serializers.ListField(child=serializers.CharField())
    valid_from = serializers.DateField()
    introduced_by = IntroductionSerializer(allow_null=True)
    confidence = serializers.ChoiceField(Confidence.values)


class PreviousCodeSerializer(serializers.Serializer):
    code = serializers.CharField(allow_null=True)
    edition = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class BriefStandardSerializer(serializers.Serializer):
    """A skill standard in brief."""

    id = serializers.CharField(help_text="Its id under /skill-standards.")
    title_zh = serializers.CharField()
    concept = serializers.CharField(help_text="The occupation it is about.")
    levels = LevelsField(help_text="Ids under /skill-levels, the lowest first; null: not known.")
    status = serializers.ChoiceField(STANDARD_STATUSES)


class EditionSerializer(serializers.Serializer):
    edition = serializers.CharField(help_text="Its id, such as 2022.")
    scheme = serializers.CharField(help_text="The line of editions it belongs to; a draft is a scheme of its own.")
    status = serializers.ChoiceField(EditionStatus.values)
    coverage = serializers.ChoiceField(Coverage.values)
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    official_counts = serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text="As the ministry states them; null: not known."
    )
    sources = CitationSerializer(many=True)
    known_gap = serializers.CharField(allow_null=True)


class OccupationOfChangeSerializer(serializers.Serializer):
    concept = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="As announced.")


class ChangeSerializer(serializers.Serializer):
    batch = serializers.IntegerField()
    number = serializers.IntegerField(help_text="Its place within the batch.")
    kind = serializers.ChoiceField(ChangeKind.values)
    status = serializers.ChoiceField(ChangeStatus.values)
    concept = serializers.CharField(allow_null=True, help_text="Null where no item stands behind it.")
    name_zh = serializers.CharField()
    name_en = serializers.CharField(allow_null=True)
    former_name_zh = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="As announced.")
    former_code = serializers.CharField(allow_null=True)
    occupation = OccupationOfChangeSerializer(allow_null=True, help_text="Of a work type: where it belongs.")
    digital = serializers.BooleanField(allow_null=True)
    green = serializers.BooleanField(allow_null=True)
    sources = CitationSerializer(many=True)
    confidence = serializers.ChoiceField(Confidence.values)
    known_gap = serializers.CharField(allow_null=True)
