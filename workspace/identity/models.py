"""People with an account."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from safeclose import clock
from safeclose.actors import Actor


class UserManager(BaseUserManager["User"]):
    def create_superuser(self, username: str, password: str, **fields: Any) -> "User":
        """A user of the back office with every right (`manage.py createsuperuser`)."""
        user = self.model(username=username, is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone Clerk knows, or who logs in to the back office, or both. Sessions are Clerk's; rights are ours."""

    clerk_user_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    username = models.CharField("back-office login", max_length=150, unique=True, null=True, blank=True)
    email = models.EmailField(max_length=320, blank=True)
    email_verified = models.BooleanField(default=False)
    name = models.CharField(max_length=255, blank=True)
    # The person gave the name here, so Clerk's takes its place no more.
    is_named_here = models.BooleanField(default=False, db_default=False)
    image_url = models.URLField(max_length=2000, blank=True)
    active_organization = models.ForeignKey(
        "workspace.Organization", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_staff = models.BooleanField("may enter the back office", default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        # Of staff; who holds them is in `workspace.identity.groups`.
        permissions = (
            ("support", "Can help: send links again, and remind"),
            ("operate", "Can operate: void, seal, replay, retry, open and close"),
        )
        indexes = (models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="user_by_email"),)
        constraints = (
            models.CheckConstraint(
                name="user_comes_from_clerk_or_has_a_login",
                condition=Q(clerk_user_id__isnull=False) | Q(username__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or self.username or self.clerk_user_id or f"user {self.pk}"

    def acting(self, *, ip: str | None = None, user_agent: str | None = None) -> Actor:
        """This user as `by` of an action; `ip` and `user_agent` are those of the request."""
        return Actor("user", str(self.pk), str(self), ip, user_agent)
