"""Methods by which signers are identified, and the channel of the challenge that each method needs."""

from django.db import models


class AuthMethod(models.TextChoices):
    """`email_link` asks for nothing but the link."""

    EMAIL_LINK = "email_link"
    EMAIL_OTP = "email_otp"
    SMS_OTP = "sms_otp"
    KBA = "kba"


class Channel(models.TextChoices):
    """How a challenge reaches the signer; `kba`: as questions on the page."""

    EMAIL = "email"
    SMS = "sms"
    KBA = "kba"


CHANNELS = {
    AuthMethod.EMAIL_OTP: Channel.EMAIL,
    AuthMethod.SMS_OTP: Channel.SMS,
    AuthMethod.KBA: Channel.KBA,
}
