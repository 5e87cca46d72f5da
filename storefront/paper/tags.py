"""A tagged PDF: which text is a heading, a list, a table, a picture or a link, in the order in which it is read.

The PDF library writes no structure of its own, so it is added here (ISO 32000-1, 14.7 and 14.8): what is drawn between
`begin` and `end` becomes an element of a tree, and what only decorates is marked as such, to be left out when read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

PAGE_ENTRIES: Final = ["StructParents", "Tabs"]  # of a page, which the library does not know


@dataclass
class Element:
    """An element of the structure.

    Attributes:
        role: of PDF's standard structure, such as "H1", "P", "Figure".
        alt: what a picture shows, in words.
        scope: of a heading cell of a table, "Row" or "Column".
        spans: how many rows a cell of a table spans.
        inside: other elements, marked content as (page, number on that page), and links as (page, annotation).
    """

    role: str
    alt: str = ""
    scope: str = ""
    spans: int = 1
    inside: list[Element | tuple[int, int] | tuple[int, str]] = field(default_factory=list)


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps the structure of what is drawn on it, and writes it into the file."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.root = Element("Document")
        self._open = [self.root]
        self._marked: list[list[Element]] = [[]]  # by page: the element of each marked content
        self._linked: list[tuple[str, Element]] = []
        self._n_outlined = 0

    def begin(self, element: Element) -> Element:
        self._open[-1].inside.append(element)
        self._open.append(element)
        return element

    def end(self) -> None:
        self._open.pop()

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """What is drawn meanwhile is this element's content."""
        self.begin(element)
        page = len(self._marked) - 1
        number = len(self._marked[page])
        self._marked[page].append(element)
        element.inside.append((page, number))
        self._code.append(f"/{element.role} <</MCID {number}>> BDC")
        yield
        self._code.append("EMC")
        self.end()

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """What is drawn meanwhile is not read aloud."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    def outline(self, title: str, level: int) -> None:
        """This place as an entry of the document's outline."""
        name = f"part-{self._n_outlined}"
        self._n_outlined += 1
        self.bookmarkHorizontal(name, 0, 0)
        self.addOutlineEntry(title, name, level)

    def linkURL(self, url: str, rect: Any, relative: int = 0, **named: Any) -> None:
        """A link, also as an element that says where it leads."""
        name = f"link-{len(self._linked)}"
        link = Element("Link", alt=url)
        link.inside.append((len(self._marked) - 1, name))
        self._open[-1].inside.append(link)
        self._linked.append((name, link))
        number = pdfdoc.PDFDictionary({"Contents": pdfdoc.PDFString(url), "StructParent": _place_of_link(name)})
        super().linkURL(url, rect, relative, **{**named, **number.dict})

    def _addAnnotation(self, annotation: Any, name: Any = None, addtopage: int = 1) -> None:
        known = self._linked[-1][0] if self._linked and name is None else name
        super()._addAnnotation(annotation, known, addtopage)

    def showPage(self) -> None:
        super().showPage()
        page: Any = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, *PAGE_ENTRIES]
        page.StructParents = len(self._marked) - 1
        page.Tabs = pdfdoc.PDFName("S")
        self._marked.append([])

    def save(self) -> None:
        if self._code:
            self.showPage()
        self._write_structure()
        super().save()

    def _write_structure(self) -> None:
        document, catalog = self._doc, self._doc.Catalog
        nodes: dict[int, Any] = {}
        root = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructTreeRoot")})
        top = document.Reference(root)
        root["K"] = pdfdoc.PDFArray([self._written(self.root, top, nodes)])
        places: list[Any] = []
        for page, elements in enumerate(self._marked[:-1]):
            refs = pdfdoc.PDFArray([document.Reference(nodes[id(element)]) for element in elements])
            places += [page, document.Reference(refs)]
        for name, link in self._linked:
            places += [_place_of_link(name), document.Reference(nodes[id(link)])]
        tree = pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(places)})
        root["ParentTree"] = document.Reference(tree)
        root["ParentTreeNextKey"] = _FIRST_LINK + len(self._linked)
        catalog.StructTreeRoot = root
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})

    def _written(self, element: Element, parent: Any, nodes: dict[int, Any]) -> Any:
        """The element and all inside it as objects of the file; a reference to it."""
        document = self._doc
        node = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("StructElem"), "S": pdfdoc.PDFName(element.role)})
        node["P"] = parent
        nodes[id(element)] = node
        ref = document.Reference(node)
        if element.alt:
            node["Alt"] = pdfdoc.PDFString(element.alt)
        of_table = {"O": pdfdoc.PDFName("Table")}
        if element.scope:
            of_table["Scope"] = pdfdoc.PDFName(element.scope)
        if element.spans > 1:
            of_table["RowSpan"] = element.spans
        if len(of_table) > 1:
            node["A"] = pdfdoc.PDFDictionary(of_table)
        kids: list[Any] = []
        for one in element.inside:
            if isinstance(one, Element):
                kids.append(self._written(one, ref, nodes))
                continue
            page = document.Reference(document.Pages.pages[one[0]])
            if isinstance(one[1], int):
                held = {"Type": pdfdoc.PDFName("MCR"), "Pg": page, "MCID": one[1]}
            else:
                held = {"Type": pdfdoc.PDFName("OBJR"), "Pg": page, "Obj": document.refAnnotation(one[1])}
            kids.append(pdfdoc.PDFDictionary(held))
        node["K"] = pdfdoc.PDFArray(kids)
        return ref


_FIRST_LINK = 1000  # places in the parent tree: pages first, then links


def _place_of_link(name: str) -> int:
    return _FIRST_LINK + int(name.removeprefix("link-"))
