"""What mail services and Twilio report, as their documentation shows it, with addresses and ids of ours.

https://postmarkapp.com/developer/webhooks/bounce-webhook, …/spam-complaint-webhook, …/delivery-webhook
https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html, https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

import base64
from typing import Any
from urllib.parse import urlencode

import orjson

from safeclose.gateways.twilio_callbacks import signature_of
from tests.people import Caller
from tests.safeclose.gateways.postmark import HOOK
from tests.safeclose.gateways.twilio import ACCOUNT, NUMBER, SECRET

MAIL, TEXT = "/webhooks/mail", "/webhooks/twilio"
CALLED = "https://safeclose.example.test/webhooks/twilio"


def basic(secret: str) -> str:
    return f"Basic {base64.b64encode(secret.encode()).decode()}"


def report(body: object, *, authorization: str = basic(HOOK), **headers: str) -> Any:
    """POST of what a mail service reports."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = {**({"Authorization": authorization} if authorization else {}), **headers}
    return Caller(None).generic("POST", MAIL, content, content_type="application/json", headers=given)


def postmark_bounce(message_id: str, *, number: int = 692560173, kind: str = "HardBounce") -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "ID": number,
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "",
        "MessageID": message_id,
        "Metadata": {},
        "ServerID": 23,
        "MessageStream": "outbound",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "smtp;550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown at 203.0.113.5",
        "Email": "ann@example.com",
        "From": "sign@safeclose.example.test",
        "BouncedAt": "2026-05-01T12:03:00Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Please sign",
        "Content": "Return-Path: <>",
    }


def postmark_complaint(message_id: str) -> dict[str, Any]:
    return {
        **postmark_bounce(message_id, number=692560174, kind="SpamComplaint"),
        "RecordType": "SpamComplaint",
        "TypeCode": 512,
        "Name": "Spam complaint",
        "Description": "The subscriber explicitly marked this message as spam.",
        "Details": "Test spam complaint details",
        "CanActivate": False,
    }


def postmark_delivery(message_id: str) -> dict[str, Any]:
    return {
        "RecordType": "Delivery",
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": message_id,
        "Recipient": "ann@example.com",
        "Tag": "",
        "DeliveredAt": "2026-05-01T12:03:00Z",
        "Details": "250 2.0.0 OK",
        "Metadata": {},
    }


def sendgrid_event(kind: str, message_id: str, **more: Any) -> dict[str, Any]:
    """`anymail_id` is what Anymail gives SendGrid as a custom argument."""
    return {
        "email": "ann@example.com",
        "timestamp": 1777636980,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "event": kind,
        "category": [],
        "sg_event_id": f"{kind}-{message_id[:8]}==",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "anymail_id": message_id,
        **more,
    }


def sendgrid_bounce(message_id: str) -> dict[str, Any]:
    return sendgrid_event(
        "bounce",
        message_id,
        type="bounce",
        bounce_classification="Invalid Address",
        status="5.1.1",
        reason="550 5.1.1 The email account that you tried to reach does not exist. ann@example.com",
    )


def sendgrid_dropped(message_id: str) -> dict[str, Any]:
    return sendgrid_event("dropped", message_id, reason="Bounced Address", status="5.0.0")


def ses_bounce(message_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and headers of a notification by SNS."""
    event = {
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [
                {
                    "emailAddress": "ann@example.com",
                    "action": "failed",
                    "status": "5.1.1",
                    "diagnosticCode": "smtp; 550 5.1.1 user unknown",
                }
            ],
            "timestamp": "2026-05-01T12:03:00.000Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "reportingMTA": "dsn; mta.example.com",
        },
        "mail": {
            "timestamp": "2026-05-01T12:02:59.000Z",
            "source": "sign@safeclose.example.test",
            "sourceArn": "arn:aws:ses:ca-central-1:123456789012:identity/safeclose.example.test",
            "sendingAccountId": "123456789012",
            "messageId": message_id,
            "destination": ["ann@example.com"],
            "headersTruncated": False,
            "headers": [{"name": "From", "value": "sign@safeclose.example.test"}],
            "commonHeaders": {"subject": "Please sign"},
            "tags": {},
        },
    }
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": "arn:aws:sns:ca-central-1:123456789012:mail",
        "Subject": "Amazon SES Email Event Notification",
        "Message": orjson.dumps(event).decode(),
        "Timestamp": "2026-05-01T12:03:01.000Z",
        "SignatureVersion": "1",
    }
    return body, {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": body["MessageId"]}


def twilio_report(message_id: str, status: str = "undelivered", code: str = "30005", **more: str) -> dict[str, str]:
    failed = {"ErrorCode": code} if code else {}
    return {
        "ApiVersion": "2010-04-01",
        "AccountSid": ACCOUNT,
        "MessageSid": message_id,
        "SmsSid": message_id,
        "MessageStatus": status,
        "SmsStatus": status,
        "From": NUMBER,
        "To": "+16135550100",
        **failed,
        **more,
    }


def report_text(form: dict[str, str] | bytes, *, signature: str | None = None) -> Any:
    """POST of what Twilio reports, signed as Twilio does unless a signature is given."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    if signature is None:
        fields = {} if isinstance(form, bytes) else {name: [value] for name, value in form.items()}
        signature = signature_of(CALLED, fields, SECRET)
    return Caller(None).generic(
        "POST",
        TEXT,
        body,
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers={"X-Twilio-Signature": signature} if signature else {},
    )


def use_service(settings: Any, name: str, **given: Any) -> None:
    """The service is configured with this mail service, as far as reports need it. `settings`: the fixture."""
    settings.MAIL_SERVICE = name
    settings.MAIL_WEBHOOK_SECRET = [HOOK]
    settings.ANYMAIL = {**given, "WEBHOOK_SECRET": [HOOK]}
