"""Clerk's webhooks, as Svix delivers them."""

import itertools
import time
from datetime import UTC, datetime
from typing import Any

import orjson
from rest_framework.test import APIClient
from standardwebhooks.webhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ROUTE = "/webhooks/clerk"

_numbers = itertools.count(1)


def user(name: str = "dana", /, *, at: int = 1000, **changed: Any) -> dict[str, Any]:
    """A user as Clerk writes one, with a verified primary address and another one."""
    return {
        "object": "user",
        "id": f"user_{name}",
        "first_name": name.title(),
        "last_name": "Doe",
        "username": None,
        "image_url": f"https://img.clerk.com/{name}",
        "has_image": True,
        "primary_email_address_id": "idn_2",
        "primary_phone_number_id": None,
        "email_addresses": [address("idn_1", f"{name}.old@example.com"), address("idn_2", f"{name}@example.com")],
        "phone_numbers": [],
        "public_metadata": {},
        "created_at": 900,
        "updated_at": at,
        **changed,
    }


def address(identifier: str, email: str, status: str | None = "verified") -> dict[str, Any]:
    """One e-mail address; `status` None: nobody has begun to verify it."""
    verification = None if status is None else {"status": status, "strategy": "email_code", "attempts": 1}
    return {"object": "email_address", "id": identifier, "email_address": email, "verification": verification}


def organization(name: str = "elm", /, *, at: int = 1000, **changed: Any) -> dict[str, Any]:
    """An organization as Clerk writes one."""
    return {
        "object": "organization",
        "id": f"org_{name}",
        "name": f"{name.title()} Homes",
        "slug": f"{name}-homes",
        "image_url": "https://img.clerk.com/x",
        "public_metadata": {},
        "created_by": "user_dana",
        "created_at": 900,
        "updated_at": at,
        **changed,
    }


def membership(
    member: str = "dana", place: str = "elm", /, *, at: int = 1000, begun: int = 900, number: int = 1, **changed: Any
) -> dict[str, Any]:
    """A membership as Clerk writes one; `number` and `begun` differ when someone leaves and comes back."""
    return {
        "object": "organization_membership",
        "id": f"orgmem_{place}_{member}_{number}",
        "role": "org:member",
        "role_name": "Member",
        "permissions": [],
        "public_metadata": {},
        "organization": organization(place),
        "public_user_data": {
            "user_id": f"user_{member}",
            "first_name": member.title(),
            "last_name": "Doe",
            "image_url": f"https://img.clerk.com/{member}",
            "has_image": True,
            "identifier": f"{member}@example.com",
        },
        "created_at": begun,
        "updated_at": at,
        **changed,
    }


def deleted(kind: str, identifier: str) -> dict[str, Any]:
    """What is left of a deleted object."""
    return {"object": kind, "id": identifier, "deleted": True}


def event(type: str, data: object) -> bytes:
    """The body of a webhook."""
    return orjson.dumps({
        "type": type,
        "object": "event",
        "instance_id": "ins_test",
        "timestamp": 1716883200,
        "event_attributes": {"http_request": {"client_ip": "203.0.113.5", "user_agent": "Mozilla/5.0"}},
        "data": data,
    })  # fmt: skip


def new_id() -> str:
    """Of a delivery."""
    return f"msg_{next(_numbers)}"


def signature(body: bytes, delivery_id: str, at: int, secret: str = SECRET) -> str:
    """`v1,…`, as of that second."""
    return Webhook(secret).sign(delivery_id, datetime.fromtimestamp(at, tz=UTC), body.decode())


def headers(body: bytes, *, delivery_id: str | None = None, age: int = 0, secret: str = SECRET) -> dict[str, str]:
    """Svix's headers for a delivery of so many seconds ago."""
    delivery_id, at = delivery_id or new_id(), int(time.time()) - age
    return {
        "svix-id": delivery_id,
        "svix-timestamp": str(at),
        "svix-signature": signature(body, delivery_id, at, secret),
    }


def post(body: bytes, signed: dict[str, str]) -> Any:
    """The answer to a webhook."""
    client = APIClient(raise_request_exception=False)
    return client.generic("POST", ROUTE, body, content_type="application/json", headers=signed)


def deliver(type: str, data: object, **how: Any) -> None:
    """A webhook that is taken."""
    body = event(type, data)
    answer = post(body, headers(body, **how))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
