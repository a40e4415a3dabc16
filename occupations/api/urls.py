"""The resources of this app, under /api/v1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from occupations.api import problems  # noqa: F401  (adds this app's types to the catalogue)
from occupations.api.batches import BatchViewSet
from occupations.api.change_log import ChangeLogViewSet
from occupations.api.changes import ChangeViewSet
from occupations.api.codes import ImpactViewSet, MigrateViewSet
from occupations.api.comments import CommentViewSet
from occupations.api.compare import CompareViewSet
from occupations.api.concepts import ConceptViewSet
from occupations.api.consultations import ConsultationViewSet
from occupations.api.correspondences import CorrespondenceListViewSet, CorrespondenceViewSet
from occupations.api.dumps import DumpFileViewSet, DumpViewSet
from occupations.api.editions import EditionViewSet
from occupations.api.feeds import AtomRenderer, FeedViewSet, JSONFeedRenderer
from occupations.api.groups import GroupViewSet
from occupations.api.history import HistoryViewSet
from occupations.api.indicators import IndicatorViewSet
from occupations.api.occupations import OccupationViewSet
from occupations.api.proposals import ProposalViewSet
from occupations.api.skill_levels import SkillLevelViewSet
from occupations.api.skill_standards import SkillStandardViewSet, StandardOfOccupationViewSet
from occupations.api.sources import SourceViewSet
from occupations.api.tree import TreeViewSet
from occupations.api.work_types import WorkTypeViewSet

router = SimpleRouter(trailing_slash=False)
# Django looks through the addresses in this order: what is asked for most stands first.
router.register("occupations", OccupationViewSet, "occupation")
router.register("groups", GroupViewSet, "group")
router.register("editions", EditionViewSet, "edition")
router.register("concepts", ConceptViewSet, "concept")
router.register("work-types", WorkTypeViewSet, "work-type")
router.register("batches", BatchViewSet, "batch")
router.register("skill-standards", SkillStandardViewSet, "skill-standard")
router.register("skill-levels", SkillLevelViewSet, "skill-level")
router.register("indicators", IndicatorViewSet, "indicator")
router.register("sources", SourceViewSet, "source")
router.register("consultations", ConsultationViewSet, "consultation")
router.register("proposals", ProposalViewSet, "proposal")

urlpatterns = [
    *router.urls,
    path("changes", ChangeLogViewSet.as_view({"get": "list"}), name="change-log"),
    path("codes/migrate", MigrateViewSet.as_view({"post": "migrate"}), name="codes-migrate"),
    path("codes/impact", ImpactViewSet.as_view({"post": "impact"}), name="codes-impact"),
    path("correspondences", CorrespondenceListViewSet.as_view({"get": "list"}), name="correspondence-list"),
    path("correspondences/<str:id>", CorrespondenceViewSet.as_view({"get": "list"}), name="correspondence"),
    path("concepts/<str:id>/history", HistoryViewSet.as_view({"get": "of_concept"}), name="concept-history"),
    path("occupations/<str:code>/history", HistoryViewSet.as_view({"get": "of_code"}), name="occupation-history"),
    path(
        "feeds/changes.atom",
        FeedViewSet.as_view({"get": "atom"}, renderer_classes=(AtomRenderer,)),
        name="feed-atom",
    ),
    path(
        "feeds/changes.json",
        FeedViewSet.as_view({"get": "json"}, renderer_classes=(JSONFeedRenderer,)),
        name="feed-json",
    ),
    path("dumps", DumpViewSet.as_view({"get": "list"}), name="dumps"),
    path("dumps/<str:edition>/<str:revision>", DumpViewSet.as_view({"get": "one"}), name="dump"),
    path("dumps/<str:edition>/<str:revision>/<str:name>", DumpFileViewSet.as_view({"get": "file"}), name="dump-file"),
    path("compare", CompareViewSet.as_view({"get": "list"}), name="compare"),
    path("tree", TreeViewSet.as_view({"get": "list"}), name="tree"),
    path("batches/<str:number>/changes", ChangeViewSet.as_view({"get": "list"}), name="change-list"),
    path(
        "batches/<str:number>/comments",
        CommentViewSet.as_view({"get": "list", "post": "create"}),
        name="batch-comments",
    ),
    path(
        "occupations/<str:code>/skill-standards",
        StandardOfOccupationViewSet.as_view({"get": "list"}),
        name="occupation-skill-standards",
    ),
]
