"""Normalizes the names and parameters of the filters with which the streams of a PDF are compressed."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel

from safeclose.child_processes.confined import UnfitError

SPOILT = "The PDF has content that is packed in a wrong way; print it to a new PDF first."

# The short names of filters are defined for inline images only (ISO 32000-1, 8.9.7), but readers accept them
# everywhere.
FULL_NAMES = {
    b"/A85": Name.ASCII85Decode,
    b"/AHx": Name.ASCIIHexDecode,
    b"/CCF": Name.CCITTFaxDecode,
    b"/DCT": Name.DCTDecode,
    b"/Fl": Name.FlateDecode,
    b"/LZW": Name.LZWDecode,
    b"/RL": Name.RunLengthDecode,
}
WITH_PARAMETERS = (Name.CCITTFaxDecode, Name.DCTDecode, Name.FlateDecode, Name.JBIG2Decode, Name.LZWDecode)


def settle_filters(pdf: Pdf) -> None:
    """Give filters their full names, and leave out filters and parameters that do nothing.

    qpdf drops some of that when it writes the file again, and unpacks nothing that has some other of it.
    """
    for each in pdf.objects:
        if isinstance(each, Stream) and (Name.Filter in each or Name.DecodeParms in each):
            _settle(each)
            if Name.RunLengthDecode in _listed(each.get(Name.Filter)) and each.get(Name.Subtype) != Name.Image:
                each.write(each.read_bytes(StreamDecodeLevel.specialized))  # qpdf parses no content that is packed so


def _settle(stream: Object) -> None:
    filters, parameters = _listed(stream.get(Name.Filter)), _listed(stream.get(Name.DecodeParms))
    if len(filters) > 1 and isinstance(stream.get(Name.DecodeParms), Dictionary):
        parameters = []  # it belongs to none of them
    kept: list[tuple[Name, Object | None]] = []
    if stream.read_raw_bytes():
        for at, given in enumerate(filters):
            name, own = _full_name(given), parameters[at] if at < len(parameters) else None
            if name == Name.Crypt:
                if isinstance(own, Dictionary) and own.get(Name.Name, Name.Identity) != Name.Identity:
                    raise UnfitError("The PDF is encrypted in parts.")
            else:
                takes = name in WITH_PARAMETERS and isinstance(own, Dictionary) and own.keys()
                kept.append((name, own if takes else None))
    _set_filters(stream, kept)


def _full_name(given: object) -> Name:
    if not isinstance(given, Name):
        raise UnfitError(SPOILT)
    return FULL_NAMES.get(given.unparse(), given)


def _set_filters(stream: Object, kept: list[tuple[Name, Object | None]]) -> None:
    for key in (Name.Filter, Name.DecodeParms):
        if key in stream:
            del stream[key]
    if kept:
        stream.Filter = kept[0][0] if len(kept) == 1 else Array([name for name, _ in kept])
    if any(own is not None for _, own in kept):
        stream.DecodeParms = kept[0][1] if len(kept) == 1 else Array([own for _, own in kept])


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]
