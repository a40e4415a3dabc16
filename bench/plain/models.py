"""The tables, without time: what is in force today."""

from django.db import models


class Group(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    concept = models.CharField(max_length=10)
    name_zh = models.TextField(null=True)
    name_en = models.TextField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True)


class Source(models.Model):
    id = models.CharField(max_length=60, primary_key=True)
    title_zh = models.TextField()
    document_number = models.TextField(null=True)
    issued_on = models.TextField(null=True)
    confidence = models.CharField(max_length=10)
    url = models.TextField(null=True)


class Introduction(models.Model):
    batch = models.IntegerField()
    change = models.IntegerField()
    kind = models.CharField(max_length=30)
    published_on = models.TextField()
    code = models.CharField(max_length=20, null=True)
    name_zh = models.TextField()


class Occupation(models.Model):
    concept = models.CharField(max_length=10, primary_key=True)
    code = models.CharField(max_length=20, null=True, unique=True)
    level = models.IntegerField(default=4)
    edition = models.CharField(max_length=30)
    name_zh = models.TextField(null=True)
    name_en = models.TextField(null=True)
    definition_zh = models.TextField(null=True)
    definition_en = models.TextField(null=True)
    digital = models.BooleanField(null=True)
    green = models.BooleanField(null=True)
    parent = models.ForeignKey(Group, models.PROTECT, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    introduced_by = models.ForeignKey(Introduction, models.PROTECT, null=True)
    sources = models.ManyToManyField(Source)
    earlier = models.CharField(max_length=10)
    confidence = models.CharField(max_length=10)
    known_gap = models.TextField(null=True)


class PreviousCode(models.Model):
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="previous_codes")
    code = models.CharField(max_length=20, null=True)
    edition = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class WorkType(models.Model):
    concept = models.CharField(max_length=10, primary_key=True)
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="work_types")
    name_zh = models.TextField()
    name_en = models.TextField(null=True)
    former_names_zh = models.JSONField()
    valid_from = models.DateField()
    introduced_by = models.ForeignKey(Introduction, models.PROTECT, null=True)
    confidence = models.CharField(max_length=10)
