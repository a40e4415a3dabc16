import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from occupations.guards import GuardedTable, InstallGuards


class Migration(migrations.Migration):
    dependencies = [
        ("occupations", "0005_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference number")),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
            ],
            options={
                "verbose_name": "contact details",
                "verbose_name_plural": "contact details",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference number")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="seems to hold")),
                ("change", models.CharField(blank=True, max_length=60, verbose_name="on the change")),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("text", models.TextField(verbose_name="text")),
                ("state", models.CharField(max_length=20, verbose_name="state")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("answer", models.TextField(blank=True, verbose_name="our answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="occupations.draft",
                        verbose_name="draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "public comment",
                "verbose_name_plural": "public comments",
                "ordering": ["-received_at", "-id"],
                "permissions": [("answer_public", "Publish and answer public comments, decide on proposals")],
                "abstract": False,
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20, unique=True, verbose_name="reference number")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="seems to hold")),
                (
                    "kind",
                    models.CharField(
                        choices=[("new_occupation", "a new occupation"), ("change", "a change of an occupation")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name_zh", models.CharField(max_length=60, verbose_name="name of the occupation")),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="code")),
                ("description", models.TextField(verbose_name="description")),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("submitter", models.CharField(blank=True, max_length=60, verbose_name="submitter")),
                ("state", models.CharField(max_length=20, verbose_name="state")),
                ("note", models.TextField(blank=True, verbose_name="public note")),
                ("change", models.CharField(blank=True, max_length=60, verbose_name="as change")),
                ("idempotency_key", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("body_digest", models.CharField(editable=False, max_length=64)),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="occupations.draft",
                        verbose_name="taken into",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-received_at", "-id"],
                "abstract": False,
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="SubmissionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.PositiveBigIntegerField()),
                ("address", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("hour", "address"), name="submission_count_once")],
            },
        ),
        migrations.CreateModel(
            name="CommentAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("act", models.CharField(max_length=20, verbose_name="act")),
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("state", models.CharField(max_length=20, verbose_name="state after it")),
                ("told", models.TextField(blank=True, verbose_name="told to the public")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="occupations.comment",
                        verbose_name="public comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "act on a comment",
                "verbose_name_plural": "acts on comments",
                "ordering": ["comment", "version"],
                "abstract": False,
                "default_permissions": ("view",),
                "constraints": [models.UniqueConstraint(fields=("comment", "version"), name="comment_act_once")],
            },
        ),
        migrations.CreateModel(
            name="ProposalAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("act", models.CharField(max_length=20, verbose_name="act")),
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("state", models.CharField(max_length=20, verbose_name="state after it")),
                ("told", models.TextField(blank=True, verbose_name="told to the public")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="occupations.proposal",
                        verbose_name="proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "act on a proposal",
                "verbose_name_plural": "acts on proposals",
                "ordering": ["proposal", "version"],
                "abstract": False,
                "default_permissions": ("view",),
                "constraints": [models.UniqueConstraint(fields=("proposal", "version"), name="proposal_act_once")],
            },
        ),
        InstallGuards(
            [
                GuardedTable("occupations_commentact", supersedable=False),
                GuardedTable("occupations_proposalact", supersedable=False),
            ]
        ),
    ]
