"""PAdES B-LTA: validation data for later verification, and a time stamp over the whole file."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import add_validation_info
from pyhanko_certvalidator import ValidationContext

# The time stamp comes last and covers everything.
BEFORE_TIME_STAMP = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)


def archive(sealed: bytes, timestamper: TimeStamper, context: ValidationContext) -> bytes:
    """Appends certificates, revocation data and a time stamp over the whole file to a time-stamped seal."""
    file = BytesIO(sealed)
    reader = PdfFileReader(file, strict=True)
    add_validation_info(reader.embedded_regular_signatures[0], context, in_place=True)
    PdfTimeStamper(timestamper).timestamp_pdf(
        IncrementalPdfFileWriter(file),
        "sha256",
        validation_context=context,
        dss_settings=BEFORE_TIME_STAMP,
        in_place=True,
    )
    return file.getvalue()
