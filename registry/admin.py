"""The admin's own words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

admin.site.site_header = _("Occupation registry")
admin.site.site_title = _("Occupation registry")
admin.site.index_title = _("Registry data")
admin.site.site_url = "/docs"
# Their pages would show the secrets; manage.py reset_second_factor is for who has lost theirs.
admin.site.unregister([StaticDevice, TOTPDevice])
