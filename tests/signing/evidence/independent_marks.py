"""Marks, checked a second time from docs/evidence.md alone: the rules over events, and what is drawn on the pages.

It reads sealed files by itself, with the standard library, and shares no line with the service.
"""

import datetime
import hashlib
import json
import re
import zlib
import zoneinfo

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
PLACE = r"-?(?:0|[1-9]\d{0,6}) -?(?:0|[1-9]\d{0,6})"
CONTOUR = rf"M {PLACE}(?: L {PLACE}| C {PLACE} {PLACE} {PLACE})* Z"
STROKE = rf"M {PLACE}(?: L {PLACE})+"
OUTLINES, STROKES = (re.compile(rf"(?:{one}(?: {one})*)?", re.ASCII) for one in (CONTOUR, STROKE))
RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
TEXT = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
TOKENS = (rb"<<|>>|<[^>]*>", rb"/[^\s/()<>\[\]{}%]*", rb"[^\s/()<>\[\]{}%]+")
ADOPTED = ("signature", "initials")
GONE = {"sha256"}


class Broken(Exception):
    """A rule of docs/evidence.md is broken: its number, or what it is about."""


def demand(held, rule):
    if not held:
        raise Broken(rule)


def fault(pdf):
    """What is wrong with the marks of a sealed file, in a few words; None where nothing is."""
    read = _Pdf(pdf)
    presented, evidence = (read(read(read(file)["EF"])["F"]) for file in read(read.root["AF"]))
    told = json.loads(evidence.data)
    try:
        marks = rules(told)
    except (Broken, KeyError) as error:
        return f"rules: {error}"
    digest = hashlib.sha256(presented.data).hexdigest()
    drawn = {}
    for mark in marks:
        if mark["document"] == digest and (mark["drawing"] or mark["caption"] or mark["kind"] == "checkbox"):
            drawn.setdefault(mark["page"], []).append(mark)
    pages = list(read.pages(read.root["Pages"], {}))
    for number, page in enumerate(pages, start=1):
        if difference := _difference(read, page, drawn.pop(number, [])):
            return f"page {number}: {difference}"
    return f"no page {min(drawn)}" if drawn else None


# The rules


def rules(bundle):
    """Every mark that was put, with its document, drawing and caption. Raises Broken."""
    asked, names, zone, consented, put, signed, found = {}, {}, None, set(), {}, set(), []
    letters, drawn_before = {}, {}
    for event in bundle["events"]:
        data, who, type = _told(event["payload"]["data"], event), event["payload"]["actor"]["id"], event["type"]
        key = data.get("documentId", "") if isinstance(data.get("documentId", ""), str) else ""
        if type == "sent":
            names = {each["id"]: each["name"] for each in data["signers"]}
            zone = _zone(data.get("organization", {}).get("timezone"))
            letters = _letters(data.get("letters", []))
            for each in data.get("documents") or [{**data, "id": "", "sha256": data["documentSha256"]}]:
                asked[each["id"]] = (each["sha256"], {mark["id"]: mark for mark in each.get("marks", [])})
                demand(len(asked[each["id"]][1]) == len(each.get("marks", [])), "id")
                for mark in each.get("marks", []):
                    demand(ID.fullmatch(mark["id"]), "id")
                    demand(mark["signer"] in names, 1)
                    demand(min(mark["width"], mark["height"]) >= 0.01, "rectangle")
        elif type == "consented":
            consented.add(who)
        elif type == "marked":
            own = _own(asked, key, data, who)
            demand(own, 1)
            demand(who in consented, 2)
            demand((who, key) not in signed, 2)
            for mark, entry in own:
                kind = mark["kind"]
                demand(entry.keys() == {"id"} | {"text": {"text"}, "checkbox": {"checked"}}.get(kind, set()), "value")
                put.setdefault((who, key), {})[mark["id"]] = entry.get("text", entry.get("checked", True))
        elif type == "signed":
            own, values = _own(asked, key, data, who), put.get((who, key), {})
            digest, marks = asked.get(key, (None, {}))
            demand(not (marks and (who, key) in signed), 2)
            signed.add((who, key))
            named = {mark["id"]: entry for mark, entry in own}
            demand("letters" not in data, 9)
            told = data.get("drawings", [])
            drawings = [_drawing(each, who, letters, drawn_before) for each in told]
            for index, each in enumerate(told):
                if not each.keys() & {"letters", "same"}:
                    drawn_before[who, event["seq"], index] = drawings[index]
            for what in ADOPTED:
                demand(what not in data or 0 <= data[what] < len(drawings), 5)
                demand(what not in data or not _is_set(drawings[data[what]]), 9)
            for id, mark in marks.items():
                if id in named:
                    drawn = _checked(event, data, mark, named[id], drawings, values, names[who], zone)
                    found.append({**mark, "document": digest, **drawn})
                else:
                    kept = values.get(id)
                    is_put = kept is True or (isinstance(kept, str) and kept != "")
                    demand(mark["signer"] != who or not (mark["required"] or is_put), 3)
    return found


def _own(asked, key, data, who):
    listed = data.get("marks", [])
    if not listed:
        return []
    digest, marks = asked[key]
    demand(marks, 1)
    demand(data.get("documentSha256", digest) == digest, 1)
    demand(len({each["id"] for each in listed}) == len(listed), 1)
    demand(all(each["id"] in marks and marks[each["id"]]["signer"] == who for each in listed), 1)
    return [(marks[each["id"]], each) for each in listed]


def _checked(event, data, mark, entry, drawings, values, name, zone):
    kind, id, at = mark["kind"], mark["id"], datetime.datetime.fromisoformat(event["at"])
    demand(entry["by"] == ("signer" if id in values else "signing"), 4)
    demand(kind not in ("text", "checkbox") or entry["by"] == "signer", 4)
    if kind == "checkbox":
        demand(entry.keys() == {"id", "by", "checked"}, 6)
        demand(entry["checked"] is True, 6)
        demand(values[id] is True, 6)
        return {"drawing": None, "caption": None}
    demand(entry.keys() == {"id", "by", "drawing"} | ({"caption"} if kind in ADOPTED else set()), 5)
    demand(all(0 <= entry[each] < len(drawings) for each in entry.keys() - {"id", "by"}), 5)
    drawing = drawings[entry["drawing"]]
    caption = drawings[entry["caption"]] if kind in ADOPTED else None
    demand(kind not in ADOPTED or entry["drawing"] == data[kind], 5)
    demand(kind in ADOPTED or not (drawing and "strokes" in drawing), 5)
    demand(kind not in ADOPTED or _is_set(caption), 9)
    demand(_is_set(drawing) == (kind == "date"), 9)
    day = f"{at.astimezone(zone):%Y-%m-%d}"
    says = {"signature": data["signatureText"], "name": name, "date": day, "text": values.get(id)}.get(kind)
    if drawing and isinstance(says, str):
        demand(drawing["text"] == says != "", 6)
    number = f"event {event['seq']}"
    minute = f"{at.astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC · {number}"
    demand(not caption or caption["text"] == (minute if kind == "signature" else number), 7)
    return {"drawing": drawing, "caption": caption}


def _told(value, event, pointer="/data"):
    """With the revealed values in their places; commitments that were erased stay."""
    if isinstance(value, dict) and value.keys() == GONE:
        return event.get("revealed", {}).get(pointer, {}).get("value", value)
    if isinstance(value, dict):
        escaped = {name: name.replace("~", "~0").replace("/", "~1") for name in value}
        return {name: _told(each, event, f"{pointer}/{escaped[name]}") for name, each in value.items()}
    if isinstance(value, list):
        return [_told(each, event, f"{pointer}/{at}") for at, each in enumerate(value)]
    return value


def _letters(told):
    for each in told:
        demand(each.keys() == {"text", "advance", "outlines"}, "letter")
        demand(len(each["text"]) == 1, "letter")
        demand(0 <= each["advance"] <= 5000, "letter")
        demand(len(each["outlines"]) <= 2000, "letter")
        demand(OUTLINES.fullmatch(each["outlines"]), "letter")
    letters = {each["text"]: each for each in told}
    demand(len(letters) == len(told), 9)
    return letters


def _is_set(drawing):
    return drawing is not None and "set" in drawing


def _set(text, letters):
    """A line of letters, one beside the other."""
    demand(0 < len(text) <= 200, "text")
    start, paths = 0, []
    for each in text:
        demand(each in letters, 9)
        commands = re.findall(r"([MLCZ])([^MLCZ]*)", letters[each]["outlines"])
        for command, numbers in commands:
            places = [int(number) for number in numbers.split()]
            moved = [str(number if at % 2 else number + start) for at, number in enumerate(places)]
            paths.append(" ".join([command, *moved]))
        start += letters[each]["advance"]
    return {"text": text, "box": [0, -800, start, 250], "outlines": " ".join(paths), "set": True}


def _drawing(told, who, letters, drawn_before):
    if "letters" in told:
        demand(told.keys() == {"letters"}, "drawing")
        return _set(told["letters"], letters)
    if "same" in told:
        demand(told.keys() == {"same"}, "drawing")
        seq, index = told["same"]
        demand((who, seq, index) in drawn_before, 8)
        return drawn_before[who, seq, index]
    if any(isinstance(each, dict) for each in told.values()):
        return None  # erased
    demand(told.keys() in ({"text", "box", "outlines"}, {"text", "box", "strokes"}), "drawing")
    grammar, path = (STROKES, told["strokes"]) if "strokes" in told else (OUTLINES, told["outlines"])
    demand(len(path) <= 400_000, "path")
    demand(grammar.fullmatch(path), "path")
    left, top, right, bottom = told["box"]
    demand(left <= right, "box")
    demand(top <= bottom, "box")
    return told


def _zone(name):
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, TypeError):
        return datetime.UTC


# The pages


def _difference(read, page, marks):
    resources = dict(read(page.get("Resources", {})))
    objects = dict(read(resources.get("XObject", {})))
    if not marks:
        return "marks" if any(name.startswith("SafecloseMarks") for name in objects) else None
    contents = read(page["Contents"])
    if not isinstance(contents, list):
        return "nothing is drawn"
    first, *middle, last = (read(each) for each in contents)
    drawn = re.search(rb" q /(SafecloseMarks\d*) Do Q\n$", last.data)
    if drawn is None:
        return "nothing is drawn last"
    name = drawn[1].decode()
    others = objects.keys() - {name}
    expected = next(each for each in _names() if each not in others)
    opening, closing = _around(b"\n".join(each.data for each in middle))
    if (first.entries.keys() | last.entries.keys()) != {"Length"} or name != expected:
        return "name"
    if (first.data, last.data) != (f"{opening}\n".encode(), f"\n{closing} q /{name} Do Q\n".encode()):
        return "around"
    form = read(objects[name])
    width, height, matrix = _sheet(read, page)
    content, characters = _content(marks)
    fonts = {f"F{at // 256}": _font(characters[at : at + 256]) for at in range(0, len(characters), 256)}
    expected = {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": [_six(each) for each in (0, 0, width, height)],
        "Matrix": [_six(each) for each in matrix],
        "Resources": {"Font": fonts},
    }
    found = {key: _whole(read, each) for key, each in form.entries.items() if key not in ("Length", "StructParents")}
    if found != expected:
        return "form"
    return None if form.data == content.encode() else "content"


def _names():
    yield "SafecloseMarks"
    number = 0
    while True:
        number += 1
        yield f"SafecloseMarks{number}"


def _around(content):
    saved, lowest, marked, text = 0, 0, 0, False
    for operator in _operators(content):
        saved += {b"q": 1, b"Q": -1}.get(operator, 0)
        lowest = min(lowest, saved)
        marked = max(marked + {b"BMC": 1, b"BDC": 1, b"EMC": -1}.get(operator, 0), 0)
        text = {b"BT": True, b"ET": False}.get(operator, text)
    more = 1 - lowest
    return " ".join(["q"] * more), " ".join(["ET"] * text + ["EMC"] * marked + ["Q"] * (saved + more))


def _operators(content):
    """Words of a content stream outside of texts, names and comments; without inline images, which these have not."""
    text = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
    for found in re.finditer(
        rb"%[^\r\n]*|" + text + rb"|<<|>>|<[^>]*>|/[^\s/()<>\[\]{}%]*|[^\s/()<>\[\]{}%]+", content, re.DOTALL
    ):
        if found[0][:1].isalpha():
            yield found[0]


def _sheet(read, page):
    def corners(box):
        one, two, three, four = (float(each) for each in read(box))
        return [min(one, three), min(two, four), max(one, three), max(two, four)]

    left, bottom, right, top = corners(page["MediaBox"])
    if "CropBox" in page:
        crop = corners(page["CropBox"])
        left, bottom, right, top = max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3])
    width, height = right - left, top - bottom
    return {
        0: (width, height, (1, 0, 0, -1, left, top)),
        90: (height, width, (0, 1, 1, 0, left, bottom)),
        180: (width, height, (-1, 0, 0, 1, right, bottom)),
        270: (height, width, (0, -1, -1, 0, right, top)),
    }[int(page.get("Rotate", 0)) % 360]


def _content(marks):
    lines, numbers = [], {}
    for at, mark in enumerate(marks):
        x, y, width, height = mark["x"], mark["y"], mark["width"], mark["height"]
        lines.append(f"/Figure <</MCID {at}>> BDC")
        if mark["kind"] == "checkbox":
            lines += _cross(x, y, width, height, numbers)
        below = min(7, height * 0.3) if mark["caption"] else 0
        if mark["drawing"]:
            largest = 0.03 if mark["kind"] in ADOPTED else 0.011
            lines += _fitted(mark["drawing"], (x, y, width, height - below), largest, "0.05 0.14 0.42", numbers)
        if mark["caption"]:
            area = (x, y + height - below, width, below)
            lines += _fitted(mark["caption"], area, 0.006, "0.4 0.4 0.4", numbers)
        lines.append("EMC")
    return "\n".join(lines), "".join(numbers)


def _fitted(drawing, area, largest, colour, numbers):
    x, y, width, height = area
    left, top, right, bottom = drawing["box"]
    across, down = max(right - left, 1), max(bottom - top, 1)
    s = min(width / across, height / down, largest)
    lines = [f"q {_six(s)} 0 0 {_six(s)} {_six(x - left * s)} {_six(y + height - bottom * s)} cm"]
    if drawing.get("strokes"):
        lines += [f"{colour} RG 1 J 1 j {_six(1.2 / s)} w", f"{_path(drawing['strokes'])} S"]
    elif drawing.get("outlines"):
        lines += [f"{colour} rg", f"{_path(drawing['outlines'])} f"]
    h = down * s
    return [*lines, "Q", *_layer(drawing["text"], (x, y + height - h, across * s, h), numbers)]


def _path(path):
    words, numbers = [], []
    for word in path.split(" "):
        if word == "Z":
            words.append("h")
        elif word in "MLC":
            command, numbers = word.lower(), []
        else:
            numbers.append(word)
            if len(numbers) == (6 if command == "c" else 2):
                words += [*numbers, command]
    return " ".join(words)


def _cross(x, y, width, height, numbers):
    side = min(width, height)
    cx, cy = x + (width - side) / 2, y + (height - side) / 2
    a, b, c, d = (_six(each) for each in (cx + 0.2 * side, cx + 0.8 * side, cy + 0.2 * side, cy + 0.8 * side))
    drawn = ["q 0.05 0.14 0.42 RG 1 J 1.200000 w", f"{a} {c} m {b} {d} l {a} {d} m {b} {c} l S", "Q"]
    return [*drawn, *_layer("X", (cx, cy, side, side), numbers)]


def _layer(text, area, numbers):
    if not text:
        return []
    x, y, width, height = area
    text = re.sub(rf"[{RTL}](?:[{RTL} .'’-]*[{RTL}])?", lambda run: run[0][::-1], text)
    w = width / len(text)
    h = min(height, 6 * w)
    u, t = w * 1000 / 500, y + height - h * 250 / 1000
    lines, font = [f"BT {_six(u)} 0 0 {_six(-h)} {_six(x)} {_six(t)} Tm"], None
    for each in text:
        number = numbers.setdefault(each, len(numbers))
        if number // 256 != font:
            font = number // 256
            lines.append([f"/F{font} 1 Tf <", ""])
        lines[-1][1] += f"{number % 256:02X}"
    return [*(each if isinstance(each, str) else f"{each[0]}{each[1]}> Tj" for each in lines), "ET"]


def _font(characters):
    size = len(characters)
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CMapName /SafecloseMarks def"]
    lines += ["/CMapType 2 def", "1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    for start in range(0, size, 100):
        some = characters[start : start + 100]
        lines.append(f"{len(some)} beginbfchar")
        lines += [f"<{start + at:02X}> <{each.encode('utf-16-be').hex().upper()}>" for at, each in enumerate(some)]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return {
        "Type": "/Font",
        "Subtype": "/Type3",
        "FontBBox": ["0", "-250", "500", "750"],
        "FontMatrix": ["0.001000", "0.000000", "0.000000", "0.001000", "0.000000", "0.000000"],
        "CharProcs": {"empty": ({}, b"500 0 d0")},
        "Encoding": {"Type": "/Encoding", "Differences": ["0", *["/empty"] * size]},
        "FirstChar": "0",
        "LastChar": str(size - 1),
        "Widths": ["500"] * size,
        "Resources": {},
        "ToUnicode": ({}, "\n".join(lines).encode()),
    }


def _six(number):
    written = f"{number:.6f}"
    return "0.000000" if written == "-0.000000" else written


# Reading a sealed file: one revision with a plain table, no object streams


class _Stream:
    def __init__(self, entries, data):
        self.entries, self.raw = entries, data

    @property
    def data(self):
        return zlib.decompress(self.raw) if self.entries.get("Filter") == "/FlateDecode" else self.raw


class _Reference(int):
    pass


class _Pdf:
    """Names are texts with a slash, numbers and texts are as written; called with a value, what it refers to."""

    TOKEN = re.compile(rb"\s*(?:%[^\r\n]*\s*)*(" + b"|".join((TEXT, rb"\[|\]", *TOKENS)) + b")", re.DOTALL)

    def __init__(self, data):
        self.data, self.places, self.known = data, {}, {}
        start = int(data[data.rindex(b"startxref") + 9 :].split()[0])
        lines = data[start : data.index(b"trailer", start)].split(b"\n")
        for number, line in enumerate(lines[2:]):
            if line.rstrip().endswith(b"n"):
                self.places[number] = int(line.split()[0])
        trailer, _ = self._value(data.index(b"trailer", start) + 7)
        self.root = self(trailer["Root"])

    def __call__(self, value):
        if not isinstance(value, _Reference):
            return value
        if value not in self.known:
            self.known[value] = self._object(self.places[value])
        return self.known[value]

    def pages(self, node, inherited):
        node = self(node)
        inherited = {
            **inherited,
            **{name: node[name] for name in ("Resources", "MediaBox", "CropBox", "Rotate") if name in node},
        }
        if node["Type"] == "/Page":
            yield {**inherited, **node}
        for kid in self(node.get("Kids", [])):
            yield from self.pages(kid, inherited)

    def _object(self, place):
        place = self.data.index(b"obj", place) + 3
        value, end = self._value(place)
        following = self.data[end : end + 12].lstrip()
        if not following.startswith(b"stream"):
            return value
        begin = self.data.index(b"\n", self.data.index(b"stream", end)) + 1
        return _Stream(value, self.data[begin : begin + int(self(value["Length"]))])

    def _value(self, place):
        found = self.TOKEN.match(self.data, place)
        token, end = found[1], found.end()
        if token == b"<<":
            entries = {}
            while True:
                name, end = self._value(end)
                if name == ">>":
                    return entries, end
                entries[name[1:]], end = self._value(end)
        if token == b"[":
            values = []
            while True:
                value, end = self._value(end)
                if value == "]":
                    return values, end
                values.append(value)
        reference = re.compile(rb"\s+(\d+)\s+R\b").match(self.data, end) if token.isdigit() else None
        if reference:
            return _Reference(token), reference.end()
        return token.decode("latin-1"), end


def _whole(read, value):
    """A value with everything that it refers to; a stream as its other entries and its bytes."""
    value = read(value)
    if isinstance(value, _Stream):
        return ({name: _whole(read, each) for name, each in value.entries.items() if name != "Length"}, value.data)
    if isinstance(value, dict):
        return {name: _whole(read, each) for name, each in value.items()}
    return [_whole(read, each) for each in value] if isinstance(value, list) else value
