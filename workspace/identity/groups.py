"""The two ready-made groups of staff."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

SUPPORT = "workspace.support"
OPERATE = "workspace.operate"
GROUPS = {"Support": (SUPPORT,), "Operations": (SUPPORT, OPERATE)}


def make_groups() -> None:
    """Both, with what they may do as this version of the service has it: all lists to look at, and their buttons.

    A group that is there keeps its members; rights that were given to it by hand are taken back.
    """
    looking = _looking()
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        codenames = [right.split(".")[1] for right in rights]
        doing = Permission.objects.filter(content_type__app_label="workspace", codename__in=codenames)
        editing = Permission.objects.filter(_edited()) if OPERATE in rights else Permission.objects.none()
        group.permissions.set([*looking, *doing, *editing])


def after_migrating(sender: AppConfig, **_told: Any) -> None:
    """A receiver of `post_migrate`: then the last app's permissions are there, and no web process runs yet.

    It is a signal, for the rights of a new version have to be there with its tables, whoever runs `migrate`.
    """
    if sender == [config for config in apps.get_app_configs() if config.models_module][-1]:
        make_groups()


def _looking() -> list[Permission]:
    models = list(admin.site._registry)
    kinds = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
    codenames = [f"view_{model._meta.model_name}" for model in models]
    return list(Permission.objects.filter(content_type__in=list(kinds), codename__in=codenames))


def _edited() -> Q:
    """The rows that are written by hand, which are few: no evidence, and nothing that an action writes."""
    chosen = Q(pk__in=[])
    for model, table in admin.site._registry.items():
        if getattr(table, "is_edited_by_staff", False):
            parts = [model, *(inline.model for inline in table.inlines)]
            verbs = [
                f"{verb}_{part._meta.model_name}" for part in parts for verb in ("add", "change", "delete", "view")
            ]
            chosen |= Q(content_type__app_label=model._meta.app_label, codename__in=verbs)
    return chosen
