"""Repairs the tags for assistive technology. Readers ignore these faults; joining two trees of tags fails on them."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

_MAPS = (Name.RoleMap, Name.ClassMap)
_TREES = ((Name.ParentTree, Name.Nums), (Name.IDTree, Name.Names))


def settle_tags(pdf: Pdf) -> None:
    """Remove entries of a wrong type, and trees without entries, from the root of the structure tree."""
    root = pdf.Root.get(Name.StructTreeRoot)
    if not isinstance(root, Dictionary):
        if root is not None:
            del pdf.Root[Name.StructTreeRoot]
        return
    for name in _MAPS:
        if name in root and not isinstance(root[name], Dictionary):
            del root[name]
    for name, entries in _TREES:
        if name in root and not _has_entries(root[name], entries):
            del root[name]
    if not isinstance(root.get(Name.ParentTreeNextKey, 0), int):
        del root[Name.ParentTreeNextKey]
    given = root.get(Name.K)
    kids = list(given) if isinstance(given, Array) else [given]
    elements = [each for each in kids if isinstance(each, Dictionary)]
    if Name.K in root and len(elements) < len(kids):
        root.K = Array(elements)


def _has_entries(tree: Any, name: Name) -> bool:
    if not isinstance(tree, Dictionary):
        return False
    return any(isinstance(found := tree.get(each), Array) and len(found) > 0 for each in (name, Name.Kids))
