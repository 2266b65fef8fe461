"""Telephone numbers, by Google's data of which there can be."""

import phonenumbers


def international(text: str, *, region: str | None = None) -> str | None:
    """The number in E.164 form, such as `+16135550100`; None for what can be no telephone number.

    A number without its country's code is one of `region` (ISO 3166, such as "CA"); without a region it is refused.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
