import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from occupations.guards import GuardedTable, InstallGuards


class Migration(migrations.Migration):
    dependencies = [
        ("occupations", "0004_standards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="act",
            field=models.CharField(
                choices=[
                    ("publish_edition", "edition published"),
                    ("announce_batch", "batch announced"),
                    ("withdraw_batch", "scheduled batch withdrawn"),
                    ("correct", "mistake corrected"),
                    ("edit_text", "text edited"),
                    ("publish_policies", "policies published"),
                    ("publish_standards", "skill standards published"),
                    ("publish_indicators", "indicators published"),
                ],
                max_length=20,
                verbose_name="act",
            ),
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("key", models.CharField(blank=True, max_length=100, verbose_name="what it is about")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
                ("state", models.CharField(max_length=20, verbose_name="state")),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="occupations.revision",
                        verbose_name="published as revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "ordering": ["-changed_at", "-id"],
                "permissions": [
                    ("enter_classification", "Enter batches, standards, figures, sources and corrections"),
                    ("enter_policies", "Enter policies and regions"),
                    ("review_drafts", "Review: approve batches, return drafts"),
                    ("publish_drafts", "Publish what has been entered by another person"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="DraftAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("act", models.CharField(max_length=20, verbose_name="act")),
                ("by_name", models.CharField(max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("state", models.CharField(max_length=20, verbose_name="state after it")),
                ("content", models.JSONField(verbose_name="content after it")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="occupations.draft",
                        verbose_name="draft",
                    ),
                ),
            ],
            options={
                "verbose_name": "act of a clerk",
                "verbose_name_plural": "acts of clerks",
                "ordering": ["draft", "version"],
                "default_permissions": ("view",),
                "constraints": [models.UniqueConstraint(fields=("draft", "version"), name="draft_act_once")],
            },
        ),
        InstallGuards([GuardedTable("occupations_draftact", supersedable=False)]),
    ]
