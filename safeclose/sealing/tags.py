"""One structure tree (tags for assistive technology) out of two, when pages of two PDFs are joined."""

from collections.abc import Iterator, Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Object, Pdf, String

# Both files may name their table cells alike.
PREFIX = "certificate-"


def join_tags(pdf: Pdf, appended: Pdf, first: int) -> None:
    """Hang the structure tree of `appended` into that of `pdf`, whose pages from index `first` came from it.

    When either has none, the appended pages lose their tags: a tree that covers half a file would hide the
    other half from a screen reader.
    """
    pages = [page.obj for page in pdf.pages][first:]
    if Name.StructTreeRoot not in pdf.Root or Name.StructTreeRoot not in appended.Root:
        _untag(pages)
        return
    tree, added = pdf.Root.StructTreeRoot, pdf.copy_foreign(appended.Root.StructTreeRoot)
    _join_parents(pdf, tree, added, pages)
    _join_names(pdf, tree, added)
    for name in (Name.RoleMap, Name.ClassMap):
        if name in added:
            tree[name] = Dictionary({**dict(added[name].items()), **dict(tree.get(name, Dictionary()).items())})
    document = _document(pdf, tree)
    for each in _listed(added.get(Name.K)):
        each.S, each.P, each.Lang = Name.Part, document, appended.Root.get(Name.Lang, String("en"))
    document.K = Array([*_listed(document.get(Name.K)), *_listed(added.get(Name.K))])


def _document(pdf: Pdf, tree: Object) -> Object:
    """The one element that a tagged PDF has at the top; made if there is another or none."""
    top = _listed(tree.get(Name.K))
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
    # Pages point into the tree by number: those of the appended file go on where the others end.
    if Name.ParentTree not in tree:
        tree.ParentTree = NumberTree.new(pdf).obj
    parents, further = NumberTree(tree.ParentTree), NumberTree(added.ParentTree)
    shift = max([int(tree.get(Name.ParentTreeNextKey, 0)), *(key + 1 for key in parents)])
    for item, name in _tagged(pages):
        item[name] = int(item[name]) + shift
    for key, value in further.items():
        parents[key + shift] = value
    tree.ParentTreeNextKey = shift + max((key + 1 for key in further), default=0)


def _tagged(pages: Sequence[Object]) -> Iterator[tuple[Object, Name]]:
    for page in pages:
        if Name.StructParents in page:
            yield page, Name.StructParents
        for annotation in _listed(page.get(Name.Annots)):
            if Name.StructParent in annotation:
                yield annotation, Name.StructParent


def _join_names(pdf: Pdf, tree: Object, added: Object) -> None:
    if Name.IDTree not in added:
        return
    if Name.IDTree not in tree:
        tree.IDTree = NameTree.new(pdf).obj
    names = NameTree(tree.IDTree)
    for element in _elements(added):
        if Name.ID in element:
            element.ID = _renamed(element.ID)
            names[str(element.ID)] = element
        for attributes in _listed(element.get(Name.A)):
            if Name.Headers in attributes:
                attributes.Headers = Array([_renamed(each) for each in attributes.Headers])


def _elements(tree: Object) -> Iterator[Object]:
    waiting = _listed(tree.get(Name.K))
    while waiting:
        element = waiting.pop()
        if isinstance(element, Dictionary) and Name.S in element:
            yield element
            waiting += _listed(element.get(Name.K))


def _renamed(name: Any) -> String:
    text = str(name)
    return String(text if text.startswith(PREFIX) else PREFIX + text)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
