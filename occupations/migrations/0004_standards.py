import django.db.models.deletion
from django.db import migrations, models

import occupations.models.standards
from occupations.guards import GuardedTable, InstallGuards


class Migration(migrations.Migration):
    dependencies = [
        ("occupations", "0003_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False, verbose_name="id")),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="SkillStandard",
            fields=[
                ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False, verbose_name="id")),
            ],
            options={
                "verbose_name": "skill standard",
                "verbose_name_plural": "skill standards",
                "ordering": ["slug"],
            },
        ),
        migrations.AlterField(
            model_name="revision",
            name="act",
            field=models.CharField(
                choices=[
                    ("publish_edition", "edition published"),
                    ("announce_batch", "batch announced"),
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
        migrations.AlterField(
            model_name="sourcerecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("dictionary", "dictionary of occupations"),
                    ("announcement", "announcement"),
                    ("draft", "text put out for comment"),
                    ("press", "press report"),
                    ("policy", "policy document"),
                    ("standard", "skill standard"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="IndicatorRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.CharField(blank=True, max_length=300, verbose_name="seen at")),
                (
                    "confidence",
                    models.CharField(
                        choices=[("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=10,
                        verbose_name="confidence",
                    ),
                ),
                ("known_gap_zh", models.TextField(blank=True, verbose_name="known gap (Chinese)")),
                ("known_gap_en", models.TextField(blank=True, verbose_name="known gap (English)")),
                ("name_zh", models.CharField(max_length=200, verbose_name="name (Chinese)")),
                ("name_en", models.CharField(max_length=200, verbose_name="name (English)")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("workforce", "people at work"),
                            ("jobs", "jobs and job opportunities"),
                            ("talent_gap", "talent gap"),
                            ("pay", "pay"),
                            ("growth", "growth"),
                            ("share", "share"),
                            ("turnover", "turnover"),
                            ("size", "size"),
                            ("profile", "who they are"),
                        ],
                        max_length=20,
                        verbose_name="measure",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("livestreaming", "livestreaming"),
                            ("short_video", "short video"),
                            ("platforms", "internet platforms"),
                            ("digital_economy", "digital economy"),
                            ("flexible_employment", "flexible employment"),
                            ("workforce", "workforce"),
                            ("operations", "media operations"),
                            ("artificial_intelligence", "artificial intelligence"),
                        ],
                        max_length=30,
                        verbose_name="theme",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name="value"),
                ),
                (
                    "lower",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=20, null=True, verbose_name="lower bound"
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=20, null=True, verbose_name="upper bound"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[("more_than", "more than"), ("nearly", "nearly")],
                        max_length=10,
                        null=True,
                        verbose_name="qualifier",
                    ),
                ),
                ("text_zh", models.CharField(blank=True, max_length=300, verbose_name="in words (Chinese)")),
                ("text_en", models.CharField(blank=True, max_length=300, verbose_name="in words (English)")),
                ("unit_zh", models.CharField(blank=True, max_length=30, verbose_name="unit (Chinese)")),
                ("unit_en", models.CharField(blank=True, max_length=40, verbose_name="unit (English)")),
                ("figure_date", models.CharField(max_length=20, verbose_name="as of")),
                ("attributed_to_zh", models.CharField(max_length=200, verbose_name="attributed to (Chinese)")),
                ("attributed_to_en", models.CharField(max_length=200, verbose_name="attributed to (English)")),
                (
                    "check_status",
                    models.CharField(
                        choices=[
                            ("not_checked", "not checked: as reported"),
                            ("repeated", "found in a second report; not verified"),
                        ],
                        max_length=20,
                        verbose_name="check",
                    ),
                ),
                (
                    "concept",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="occupations.concept",
                        verbose_name="occupation",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="occupations.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "recorded_from",
                    models.ForeignKey(
                        db_column="recorded_from",
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.revision",
                        verbose_name="recorded from revision",
                    ),
                ),
                (
                    "recorded_to",
                    models.ForeignKey(
                        blank=True,
                        db_column="recorded_to",
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.revision",
                        verbose_name="superseded by revision",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator record",
                "verbose_name_plural": "indicator records",
                "abstract": False,
                "indexes": [models.Index(fields=["concept"], name="indicator_concept")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_to", None), ("recorded_to__gt", models.F("recorded_from")), _connector="OR"
                        ),
                        name="indicatorrecord_recorded_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lower", None), ("upper", None), ("value__isnull", False)),
                            models.Q(
                                ("lower__isnull", False),
                                ("upper__gt", models.F("lower")),
                                ("upper__isnull", False),
                                ("value", None),
                            ),
                            models.Q(
                                ("lower", None),
                                ("qualifier", None),
                                ("upper", None),
                                ("value", None),
                                models.Q(("text_en", ""), _negated=True),
                                models.Q(("text_zh", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="indicatorrecord_figure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillStandardRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.CharField(blank=True, max_length=300, verbose_name="seen at")),
                (
                    "confidence",
                    models.CharField(
                        choices=[("high", "high"), ("medium", "medium"), ("low", "low")],
                        max_length=10,
                        verbose_name="confidence",
                    ),
                ),
                ("known_gap_zh", models.TextField(blank=True, verbose_name="known gap (Chinese)")),
                ("known_gap_en", models.TextField(blank=True, verbose_name="known gap (English)")),
                ("name_zh", models.CharField(max_length=100, verbose_name="name of the occupation as printed")),
                (
                    "printed_code",
                    models.CharField(blank=True, max_length=20, null=True, verbose_name="code as printed"),
                ),
                ("title_zh", models.CharField(max_length=200, verbose_name="title (Chinese)")),
                ("edition_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="edition year")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, null=True, verbose_name="document number"),
                ),
                ("issuers_zh", models.CharField(max_length=300, verbose_name="issuers")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vocational_skill", "vocational skill"),
                            ("professional_technical", "professional and technical"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "levels",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        null=True,
                        validators=[occupations.models.standards.validate_levels],
                        verbose_name="levels",
                    ),
                ),
                ("work_types", models.CharField(blank=True, max_length=600, verbose_name="work types")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="valid to (exclusive)")),
                (
                    "concept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skill_standards",
                        to="occupations.concept",
                        verbose_name="occupation",
                    ),
                ),
                (
                    "recorded_from",
                    models.ForeignKey(
                        db_column="recorded_from",
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.revision",
                        verbose_name="recorded from revision",
                    ),
                ),
                (
                    "recorded_to",
                    models.ForeignKey(
                        blank=True,
                        db_column="recorded_to",
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.revision",
                        verbose_name="superseded by revision",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="occupations.skillstandard",
                        verbose_name="skill standard",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="occupations.skillstandard",
                        verbose_name="supersedes",
                    ),
                ),
            ],
            options={
                "verbose_name": "skill standard record",
                "verbose_name_plural": "skill standard records",
                "abstract": False,
                "indexes": [models.Index(fields=["concept"], name="skill_standard_concept")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_to", None), ("recorded_to__gt", models.F("recorded_from")), _connector="OR"
                        ),
                        name="skillstandardrecord_recorded_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="skillstandardrecord_valid_period",
                    ),
                ],
            },
        ),
        InstallGuards(
            [
                GuardedTable("occupations_skillstandardrecord", (("standard_id",),)),
                GuardedTable("occupations_indicatorrecord", (("indicator_id",),)),
                # Only the words that their columns may hold have changed.
                GuardedTable("occupations_sourcerecord", (("source_id",),)),
                GuardedTable("occupations_revision", supersedable=False, key="number"),
            ]
        ),
    ]
