"""The tables of the classification. Identities on one side, recorded statements about them on the other."""

from occupations.models.batches import Batch, BatchRecord, Change, ChangeKind, ChangeStatus
from occupations.models.classification import (
    Concept,
    ConceptKind,
    Coverage,
    Edition,
    EditionRecord,
    EditionStatus,
    Item,
    Relation,
    Scheme,
    Succession,
    WorkType,
)
from occupations.models.desk import Draft, DraftAct
from occupations.models.history import Act, DataLoad, Origin, Revision, RevisionCounter
from occupations.models.indicators import (
    Checked,
    Indicator,
    IndicatorRecord,
    IndicatorTheme,
    Measure,
    Qualifier,
)
from occupations.models.sources import Confidence, Source, SourceKind, SourceRecord
from occupations.models.standards import SkillStandard, SkillStandardRecord, StandardKind
from occupations.models.webhooks import (
    EventType,
    FailureKind,
    SubscriptionState,
    WebhookEvent,
    WebhookSubscription,
)

__all__ = [
    "Act",
    "Batch",
    "BatchRecord",
    "Change",
    "ChangeKind",
    "ChangeStatus",
    "Checked",
    "Concept",
    "ConceptKind",
    "Confidence",
    "Coverage",
    "DataLoad",
    "Draft",
    "DraftAct",
    "Edition",
    "EditionRecord",
    "EditionStatus",
    "EventType",
    "FailureKind",
    "Indicator",
    "IndicatorRecord",
    "IndicatorTheme",
    "Item",
    "Measure",
    "Origin",
    "Qualifier",
    "Relation",
    "Revision",
    "RevisionCounter",
    "Scheme",
    "SkillStandard",
    "SkillStandardRecord",
    "Source",
    "SourceKind",
    "SourceRecord",
    "StandardKind",
    "SubscriptionState",
    "Succession",
    "WebhookEvent",
    "WebhookSubscription",
    "WorkType",
]
