"""POST /webhooks/mail: who is believed, and what is answered."""

import base64
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as configured
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from safeclose.actors import Actor
from safeclose.records.rows import change
from tests.people import Caller
from tests.racing import at_once, races
from tests.safeclose.gateways.postmark import HOOK
from tests.workspace.sending.outcomes.reports import (
    MAIL,
    basic,
    postmark_bounce,
    postmark_complaint,
    postmark_delivery,
    report,
    sendgrid_bounce,
    sendgrid_dropped,
    sendgrid_event,
    ses_bounce,
    use_service,
)
from workspace.models import SentMessage
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.jobs import look_for_failed_message
from workspace.sending.outcomes.steps import failure_handlers

ID = "883953f4-6105-42a2-a16a-77a8eac79483"
BAD = {"error": "The body is no report of the mail service."}
SENDGRID = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Subject and sentence of each failure that a handler was told of."""
    found: list[tuple[str, str]] = []

    def handler(message: SentMessage, failure: Failure, by: Actor) -> bool:
        found.append((message.subject_id, failure.sentence))
        return True

    monkeypatch.setitem(failure_handlers._contributions, "test", handler)
    return found


@pytest.fixture
def _postmark(settings: Any) -> None:
    use_service(settings, "postmark", POSTMARK_SERVER_TOKEN="x")


def known(message_id: str = ID, *, service: str = "postmark", subject: str = "17") -> SentMessage:
    return SentMessage.objects.create(
        service=service, message_id=message_id, kind="test", subject_id=subject, what="link", sent_at=clock.now()
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("_postmark")
class TestPostmark:
    def test_a_bounce_is_recorded_once_whatever_is_repeated(self, told: list[tuple[str, str]]) -> None:
        message = known()
        for body in (postmark_bounce(ID), postmark_bounce(ID), postmark_bounce(ID, number=1), postmark_complaint(ID)):
            answer = report(body)
            assert (answer.status_code, answer.json()) == (200, {"ok": True})
        assert told == [("17", "The mail came back: the address does not take it (550 5.1.1).")]
        message.refresh_from_db()
        assert (message.failure, message.failed_at is not None) == ("bounced", True)

    @pytest.mark.parametrize(
        ("kind", "sentence"),
        [
            ("SoftBounce", "The mail came back: the address does not take it (550 5.1.1)."),
            ("BadEmailAddress", "The mail service sends nothing to the address (550 5.1.1)."),
            ("ManuallyDeactivated", "The mail service sends nothing to the address (550 5.1.1)."),
            ("Transient", None),
            ("AutoResponder", None),
            ("Unknown", None),
        ],
    )
    def test_what_will_still_arrive_is_no_failure(
        self, told: list[tuple[str, str]], kind: str, sentence: str | None
    ) -> None:
        known()
        assert report(postmark_bounce(ID, kind=kind)).status_code == 200
        assert [said for _, said in told] == ([sentence] if sentence else [])

    def test_a_complaint_is_recorded(self, told: list[tuple[str, str]]) -> None:
        known()
        report(postmark_complaint(ID))
        assert told == [("17", "The recipient reported the mail as spam.")]

    def test_a_delivery_changes_nothing(self, told: list[tuple[str, str]]) -> None:
        message = known()
        assert report(postmark_delivery(ID)).status_code == 200
        message.refresh_from_db()
        assert (told, message.failed_at) == ([], None)

    def test_an_unknown_mail_is_looked_for_once_more(self, told: list[tuple[str, str]]) -> None:
        assert report(postmark_bounce(ID)).status_code == 200
        (job,) = ProcrastinateJob.objects.filter(task_name="look_for_failed_message")
        assert 30 < (job.scheduled_at - clock.now()).total_seconds() < 61
        look_for_failed_message(**job.args)
        assert told == []
        assert ProcrastinateJob.objects.filter(task_name="look_for_failed_message").count() == 1
        known()
        look_for_failed_message(**job.args)
        assert told == [("17", "The mail came back: the address does not take it (550 5.1.1).")]

    def test_a_mail_of_another_service_is_unknown(self, told: list[tuple[str, str]]) -> None:
        known(service="smtp")
        assert report(postmark_bounce(ID)).status_code == 200
        assert told == []

    @pytest.mark.parametrize(
        "authorization",
        ["", basic("hooks:wrong"), basic(HOOK.upper()), basic("hooks"), "Basic %%%", f"Bearer {HOOK}", "Basic /w=="],
    )
    def test_who_does_not_know_the_secret_is_not_believed(
        self, told: list[tuple[str, str]], authorization: str
    ) -> None:
        known()
        answer = report(postmark_bounce(ID), authorization=authorization)
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="webhooks"'
        assert told == []

    def test_a_session_token_is_no_secret(self, alice: Caller) -> None:
        assert alice.generic("POST", MAIL, b"{}", content_type="application/json").status_code == 401

    def test_either_secret_is_good_while_one_replaces_another(self, settings: Any) -> None:
        settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": ["new:" + "x" * 20, HOOK]}
        for secret in ("new:" + "x" * 20, HOOK):
            assert report(postmark_bounce(ID), authorization=basic(secret)).status_code == 200

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"{", b"[]", b"17", b'"x"', b"null", b"\xff\xfe", b"[{}]",
            b'{"RecordType": "Bounce", "Type": ["x"], "BouncedAt": 5}', b'{"RecordType": {}}', b"[" * 100_000,
            b'{"RecordType": "Bounce", "Metadata": 5}', b'{"FromFull": {}}',
        ],
    )  # fmt: skip
    def test_a_body_that_is_no_report_is_a_bad_request(self, body: bytes) -> None:
        answer = report(body)
        assert (answer.status_code, answer.json()) == (400, BAD)

    @pytest.mark.parametrize("message_id", [5, None, "", ["x"], "x" * 256, "x\u0000", {"a": 1}])
    def test_an_id_that_no_mail_has_is_of_no_interest(self, told: list[tuple[str, str]], message_id: Any) -> None:
        assert report({**postmark_bounce(ID), "MessageID": message_id}).status_code == 200
        assert told == []
        assert not ProcrastinateJob.objects.exists()

    def test_a_large_body_is_refused(self) -> None:
        answer = report(b"x" * (configured.JSON_BODY_LIMIT + 1))
        assert (answer.status_code, answer.json()) == (413, {"error": "The body is larger than 1 MiB."})

    @pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
    def test_other_methods_are_refused_in_json(self, method: str) -> None:
        answer = getattr(Caller(None), method)(MAIL, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.json()) == (405, {"error": "This path does not take that method."})


@pytest.mark.django_db
def test_without_service_or_secret_nothing_is_taken(settings: Any) -> None:
    sentence = {"error": "MAIL_SERVICE and MAIL_WEBHOOK_SECRET are not both set."}
    for service, secrets in (("", [HOOK]), ("postmark", [])):
        settings.MAIL_SERVICE, settings.ANYMAIL = service, {"WEBHOOK_SECRET": secrets}
        for authorization in ("", basic(HOOK)):
            answer = report(postmark_bounce(ID), authorization=authorization)
            assert (answer.status_code, answer.json()) == (503, sentence)


def signed(body: bytes, key: ec.EllipticCurvePrivateKey, *, timestamp: str = "1777636980") -> dict[str, str]:
    """The headers of SendGrid's signed event webhook."""
    signature = key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


@pytest.mark.django_db
@SENDGRID
def test_sendgrids_batch_is_taken_when_secret_and_signature_are_right(
    settings: Any, told: list[tuple[str, str]]
) -> None:
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    use_service(
        settings,
        "sendgrid",
        SENDGRID_API_KEY="x",
        SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY=base64.b64encode(public).decode(),
    )
    for number in "123":
        known(f"id-{number}", service="sendgrid", subject=number)
    batch = [
        sendgrid_event("processed", "id-1"), sendgrid_bounce("id-1"), sendgrid_bounce("id-1"),
        sendgrid_event("deferred", "id-2", response="400 try again later", attempt="5"),
        sendgrid_dropped("id-2"), sendgrid_event("spamreport", "id-3"), sendgrid_bounce("of-another-program"),
    ]  # fmt: skip
    body = orjson.dumps(batch)
    for headers in ({}, signed(body, other), signed(body + b" ", key), {**signed(body, key), "Authorization": ""}):
        given = {"authorization": headers.pop("Authorization")} if "Authorization" in headers else {}
        assert report(body, **given, **headers).status_code == 401
    assert told == []
    for _ in range(2):
        assert report(body, **signed(body, key)).status_code == 200
    assert told == [
        ("1", "The mail came back: the address does not take it (550 5.1.1)."),
        ("2", "The mail service sends nothing to the address."),
        ("3", "The recipient reported the mail as spam."),
    ]


@pytest.mark.django_db
def test_amazon_is_asked_for_the_secret_and_its_bounce_is_taken(settings: Any, told: list[tuple[str, str]]) -> None:
    use_service(settings, "amazon-ses")
    known("ses-1", service="amazon-ses")
    body, headers = ses_bounce("ses-1")
    asked = report(body, authorization="", **headers)
    assert (asked.status_code, asked.headers["WWW-Authenticate"]) == (401, 'Basic realm="webhooks"')
    assert report(body, **headers).status_code == 200
    assert told == [("17", "The mail came back: the address does not take it (550 5.1.1).")]
    assert report({**body, "Message": "{"}, **headers).status_code == 400
    assert report(b"{", **headers).status_code == 400


@pytest.mark.django_db
def test_a_service_whose_settings_are_not_complete_takes_nothing(settings: Any) -> None:
    use_service(settings, "mailersend", MAILERSEND_API_TOKEN="x")
    answer = report({})
    sentence = "The settings of mailersend are not complete, or not right."
    assert (answer.status_code, answer.json()) == (503, {"error": sentence})


@pytest.mark.usefixtures("_postmark")
def test_the_same_report_at_the_same_time_is_recorded_once(committed: None, told: list[tuple[str, str]]) -> None:
    for number, held in enumerate(races(SentMessage, thorough=20)):
        message = known(f"{ID}-{number}")
        answers = at_once([lambda m=message: report(postmark_bounce(m.message_id)).status_code] * 4, held=held)
        assert answers == [200] * 4
        assert len(told) == number + 1


@pytest.mark.usefixtures("_postmark")
def test_a_failure_that_could_not_be_recorded_is_reported_again(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [True]

    def handler(message: SentMessage, failure: Failure, by: Actor) -> bool:
        change(message, {"what": "end"})
        if broken:
            raise RuntimeError
        return True

    monkeypatch.setitem(failure_handlers._contributions, "test", handler)
    message = known()
    assert report(postmark_bounce(ID)).status_code == 500
    message.refresh_from_db()
    assert (message.failed_at, message.what) == (None, "link")
    broken.clear()
    assert report(postmark_bounce(ID)).status_code == 200
    message.refresh_from_db()
    assert (message.failure, message.what) == ("bounced", "end")
