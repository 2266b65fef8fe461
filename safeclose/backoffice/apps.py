from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin, with our own site. It is named as a string: the kernel imports no app."""

    default_site = "workspace.staff.site.StaffSite"
