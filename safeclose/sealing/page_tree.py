"""The page tree of a PDF (ISO 32000-1, 7.7.3)."""

from pikepdf import Array, Dictionary, Name, Object, Pdf

INHERITED = (Name.CropBox, Name.MediaBox, Name.Resources, Name.Rotate)


def correct_counts(pdf: Pdf) -> None:
    """Corrects `/Count` in every node. Readers use `/Kids`, and qpdf adds no page to a tree with wrong counts."""
    tree = pdf.Root.Pages
    nodes, seen = [tree], set()
    for node in nodes:  # grows while it runs, parents before children
        if node.is_indirect and node.objgen not in seen:
            seen.add(node.objgen)
            nodes += [each for each in node.get(Name.Kids, []) if isinstance(each, Dictionary) and Name.Kids in each]
    counts: dict[tuple[int, int], int] = {}
    for node in reversed(nodes):
        counts[node.objgen] = sum(counts.get(each.objgen, 1) for each in node.get(Name.Kids, []))
        if node.get(Name.Count) != counts[node.objgen]:
            node.Count = counts[node.objgen]


def flatten(pdf: Pdf) -> None:
    """Puts all pages directly below the root, each with the values that it inherited."""
    pages = [page.obj for page in pdf.pages]
    for page in pages:
        for name in INHERITED:
            value = _inherited(page, name)
            if name not in page and value is not None:
                page[name] = value
    tree = pdf.Root.Pages
    for key in tree.keys() - {"/Type"}:
        del tree[key]
    tree.Type, tree.Kids, tree.Count = Name.Pages, Array(pages), len(pages)
    for page in pages:
        page.Type, page.Parent = Name.Page, tree


def _inherited(page: Object, name: Name) -> Object | None:
    node: Object | None = page
    for _ in range(100):  # deeper trees are hostile
        if node is None or name in node:
            break
        node = node.get(Name.Parent)
    return None if node is None else node.get(name)
