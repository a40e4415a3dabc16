"""The admin's own words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Occupation registry")
admin.site.site_title = _("Occupation registry")
admin.site.index_title = _("Registry data")
admin.site.site_url = "/docs"
