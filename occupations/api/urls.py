"""The resources of this app, under /api/v1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from occupations.api import problems  # noqa: F401  (adds this app's types to the catalogue)
from occupations.api.batches import BatchViewSet
from occupations.api.changes import ChangeViewSet
from occupations.api.concepts import ConceptViewSet
from occupations.api.editions import EditionViewSet
from occupations.api.groups import GroupViewSet
from occupations.api.indicators import IndicatorViewSet
from occupations.api.occupations import OccupationViewSet
from occupations.api.skill_levels import SkillLevelViewSet
from occupations.api.skill_standards import SkillStandardViewSet, StandardOfOccupationViewSet
from occupations.api.sources import SourceViewSet
from occupations.api.tree import TreeViewSet
from occupations.api.work_types import WorkTypeViewSet

router = SimpleRouter(trailing_slash=False)
router.register("editions", EditionViewSet, "edition")
router.register("groups", GroupViewSet, "group")
router.register("occupations", OccupationViewSet, "occupation")
router.register("concepts", ConceptViewSet, "concept")
router.register("work-types", WorkTypeViewSet, "work-type")
router.register("batches", BatchViewSet, "batch")
router.register("skill-standards", SkillStandardViewSet, "skill-standard")
router.register("skill-levels", SkillLevelViewSet, "skill-level")
router.register("indicators", IndicatorViewSet, "indicator")
router.register("sources", SourceViewSet, "source")

urlpatterns = [
    path("tree", TreeViewSet.as_view({"get": "list"}), name="tree"),
    path("batches/<str:number>/changes", ChangeViewSet.as_view({"get": "list"}), name="change-list"),
    path(
        "occupations/<str:code>/skill-standards",
        StandardOfOccupationViewSet.as_view({"get": "list"}),
        name="occupation-skill-standards",
    ),
    *router.urls,
]
