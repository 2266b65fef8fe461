"""Joins the structure trees (tags for assistive technology) of two PDFs."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Object, Pdf, PdfError, String

# Both files may use the same names for table cells.
PREFIX = "certificate-"
_CONTENT = frozenset({"/Kids", "/Names", "/Nums"})  # of the nodes of name trees and number trees


def join_tags(pdf: Pdf, appended: Pdf, first: int) -> None:
    """Adds the structure tree of `appended` to that of `pdf`, whose pages from index `first` came from it.

    When either has none, or a broken one, the appended pages lose their tags: a tree that covers half a file would
    hide the other half from a screen reader.
    """
    drop_broken_tree(pdf)  # for files that were accepted before uploads were normalized
    pages = [page.obj for page in pdf.pages][first:]
    if Name.StructTreeRoot not in pdf.Root or Name.StructTreeRoot not in appended.Root:
        _untag(pages)
        return
    _rename(appended)
    tree, added = pdf.Root.StructTreeRoot, pdf.copy_foreign(appended.Root.StructTreeRoot)
    _join_parents(pdf, tree, added, pages)
    _join_names(pdf, tree, added)
    for name in (Name.RoleMap, Name.ClassMap):
        if name in added:
            _add_missing(tree, name, added[name])
    document = top_element(pdf, tree)
    for each in listed(added.get(Name.K)):
        each.S, each.P, each.Lang = Name.Part, document, appended.Root.get(Name.Lang, String("en"))
    document.K = Array([*listed(document.get(Name.K)), *listed(added.get(Name.K))])


def _add_missing(tree: Object, name: Name, added: Object) -> None:
    if name not in tree:
        tree[name] = Dictionary()
    for key, value in added.items():
        if key not in tree[name]:
            tree[name][key] = value


def drop_broken_tree(pdf: Pdf) -> bool:
    """Removes a structure tree that can't be extended; returns whether. The pages look the same without it."""
    if Name.StructTreeRoot not in pdf.Root:
        return False
    tree = pdf.Root.StructTreeRoot
    for name in (Name.ParentTree, Name.IDTree):
        if isinstance(tree, Dictionary) and isinstance(tree.get(name), Dictionary) and not tree[name].keys() & _CONTENT:
            del tree[name]  # it is empty, and qpdf can't add to it
    if _holds(tree):
        return False
    del pdf.Root.StructTreeRoot
    if Name.MarkInfo in pdf.Root:
        del pdf.Root.MarkInfo  # its claim to be tagged
    return True


def _holds(tree: Any) -> bool:
    if not isinstance(tree, Dictionary):
        return False
    maps = [tree[name] for name in (Name.RoleMap, Name.ClassMap, Name.ParentTree, Name.IDTree) if name in tree]
    if not all(isinstance(each, Dictionary) for each in chain(maps, listed(tree.get(Name.K)))):
        return False
    if not isinstance(tree.get(Name.ParentTreeNextKey, 0), int):
        return False
    try:
        for name, content, kind in ((Name.ParentTree, Name.Nums, NumberTree), (Name.IDTree, Name.Names, NameTree)):
            if name not in tree:
                continue
            if not _has_nodes(tree[name], content):
                return False
            list(kind(tree[name], auto_repair=False))  # keys of the right kind, in order
    except PdfError:
        return False
    return True


def _has_nodes(tree: Object, content: Name) -> bool:
    """Whether each node of a name tree or number tree has its required entries."""
    waiting, seen = [tree], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            return False
        if node.is_indirect:
            seen.add(node.objgen)
        kids, pairs = node.get(Name.Kids), node.get(content)
        if isinstance(kids, Array):
            waiting += list(kids)
        elif not isinstance(pairs, Array) or len(pairs) % 2:
            return False
    return True


def top_element(pdf: Pdf, tree: Object) -> Object:
    """The top element `Document` of a tagged PDF; created if it is missing."""
    top = listed(tree.get(Name.K))
    if len(top) == 1 and top[0].get(Name.S) == Name.Document:
        return top[0]
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array(top)))
    for each in top:
        each.P = document
    tree.K = document
    return document


def _untag(pages: Sequence[Object]) -> None:
    for item, name in _tagged(pages):
        del item[name]


def _join_parents(pdf: Pdf, tree: Object, added: Object, pages: Sequence[Object]) -> None:
    # Pages refer to the tree by number; the numbers of the appended file follow those of the first.
    parents, shift = parent_tree(pdf, tree)
    further = NumberTree(added.ParentTree)
    for item, name in _tagged(pages):
        item[name] = int(item[name]) + shift
    for key, value in further.items():
        parents[key + shift] = value
    tree.ParentTreeNextKey = shift + max((key + 1 for key in further), default=0)


def parent_tree(pdf: Pdf, tree: Object) -> tuple[NumberTree, int]:
    """The numbers by which content refers to a structure tree, and the next one that is free."""
    if Name.ParentTree not in tree:
        tree.ParentTree = NumberTree.new(pdf).obj
    parents = NumberTree(tree.ParentTree)
    return parents, max([int(tree.get(Name.ParentTreeNextKey, 0)), *(key + 1 for key in parents)])


def _tagged(pages: Sequence[Object]) -> Iterator[tuple[Object, Name]]:
    for page in pages:
        if Name.StructParents in page:
            yield page, Name.StructParents
        for annotation in listed(page.get(Name.Annots)):
            if Name.StructParent in annotation:
                yield annotation, Name.StructParent


def _rename(pdf: Pdf) -> None:
    """Gives the elements of a file other names, which no element of the file that it is appended to has."""
    for element in pdf.objects:
        if not isinstance(element, Dictionary) or Name.S not in element:
            continue
        if Name.ID in element:
            element.ID = _renamed(element.ID)
        for attributes in listed(element.get(Name.A)):
            if Name.Headers in attributes and len(attributes.Headers):
                attributes.Headers = Array([_renamed(each) for each in attributes.Headers])


def _join_names(pdf: Pdf, tree: Object, added: Object) -> None:
    if Name.IDTree not in added:
        return
    if Name.IDTree not in tree:
        tree.IDTree = NameTree.new(pdf).obj
    names = NameTree(tree.IDTree)
    for element in NameTree(added.IDTree).values():
        names[str(element.ID)] = element


def _renamed(name: Any) -> String:
    text = str(name)
    return String(text if text.startswith(PREFIX) else PREFIX + text)


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
