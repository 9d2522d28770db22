"""The elements of IMS Enterprise that are listened to, as a tree, and the records they make up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.formats.errors import NotRecognised, Where

Values = dict[str, str]
"""What a record says, by element; the first that says something wins."""


@dataclass(slots=True)
class ElementTree:
    """An element, and the ones inside it that are listened to. Any order is read."""

    inside: dict[str, ElementTree] = field(default_factory=dict)
    text: str = ""
    """Where its text goes; "" where nobody asks for it."""
    opens: str = ""
    """The record that begins with it."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Its attributes that are listened to, and where each goes."""


def _leaf(name: str, **attributes: str) -> ElementTree:
    return ElementTree(text=name, attributes=attributes)


def _sourcedid(prefix: str = "") -> ElementTree:
    return ElementTree({"source": _leaf(f"{prefix}source"), "id": _leaf(f"{prefix}id")})


_NAME = ElementTree(
    {
        "fn": _leaf("fn"),
        "nickname": _leaf("nickname"),
        "n": ElementTree(
            {name: _leaf(name) for name in ("family", "given", "other", "prefix", "suffix")},
        ),
    }
)
_PERSON = ElementTree(
    {
        "sourcedid": _sourcedid(),
        "userid": _leaf("userid"),
        "name": _NAME,
        "demographics": ElementTree({"gender": _leaf("gender"), "bday": _leaf("bday")}),
        "email": _leaf("email"),
        "institutionrole": ElementTree(opens="institutionrole"),
    },
    opens="person",
    attributes={"recstatus": "recstatus"},
)
_GROUP = ElementTree(
    {
        "sourcedid": _sourcedid(),
        "grouptype": ElementTree({"scheme": _leaf("scheme"), "typevalue": _leaf("typevalue", level="level")}),
        "description": ElementTree({name: _leaf(name) for name in ("short", "long", "full")}),
        "relationship": ElementTree(
            {"sourcedid": _sourcedid("related ")}, opens="relationship", attributes={"relation": "relation"}
        ),
    },
    opens="group",
    attributes={"recstatus": "recstatus"},
)
_MEMBER = ElementTree(
    {
        "sourcedid": _sourcedid(),
        "idtype": _leaf("idtype"),
        "role": ElementTree(
            {"status": _leaf("status")}, attributes={"recstatus": "recstatus", "roletype": "roletype"}
        ),
    },
    opens="member",
)
_MEMBERSHIP = ElementTree({"sourcedid": _sourcedid(), "member": _MEMBER}, opens="membership")
_DOCUMENT = ElementTree(
    {
        "enterprise": ElementTree(
            {
                "properties": ElementTree({"datasource": _leaf("datasource")}, opens="properties"),
                "person": _PERSON,
                "group": _GROUP,
                "membership": _MEMBERSHIP,
            }
        )
    }
)
_ALONE = frozenset({"institutionrole"})
"""Elements that are told by themselves as they begin: their attributes say it all."""


@dataclass(slots=True)
class _Open:
    """A record that has begun and not ended."""

    name: str
    line: int
    values: Values


class ElementReader:
    """Gathers the values of each record and hands it on when it ends: `on_end(name, values, line, outer)`,
    where `outer` are the values so far of the record it is in."""

    def __init__(
        self,
        file: str,
        on_end: Callable[[str, Values, int, Values], None],
        on_alone: Callable[[str, dict[str, str]], None],
    ) -> None:
        self._file = file
        self._on_end = on_end
        self._on_alone = on_alone
        self._path: list[ElementTree | None] = [_DOCUMENT]
        self._records: list[_Open] = [_Open("", 0, {})]

    def start(self, name: str, attributes: dict[str, str], line: Callable[[], int]) -> None:
        """An element begins."""
        parent = self._path[-1]
        element = parent.inside.get(name) if parent is not None else None
        self._path.append(element)
        if element is None:
            if parent is _DOCUMENT:
                raise NotRecognised(
                    "is XML and not IMS Enterprise", Where(self._file), "Export it as IMS Enterprise 1.1."
                )
            return
        if element.opens:
            if element.opens in _ALONE:
                self._on_alone(element.opens, attributes)
                return
            self._records.append(_Open(element.opens, line(), {}))
        if attributes and element.attributes:
            values = self._records[-1].values
            for attribute, to in element.attributes.items():
                if attribute in attributes:
                    values.setdefault(to, attributes[attribute].strip())

    def end(self, text: str) -> None:
        """The element that began last ends."""
        element = self._path.pop()
        if element is None:
            return
        if element.text:
            stripped = text.strip()
            if stripped and element.text not in self._records[-1].values:
                broken = "\n" in stripped or "\t" in stripped
                line = " ".join(stripped.split()) if broken else stripped
                self._records[-1].values[element.text] = line
        elif element.opens and element.opens not in _ALONE:
            record = self._records.pop()
            self._on_end(record.name, record.values, record.line, self._records[-1].values)
