"""An SVG picture that says what it shows, and is the same file whenever it is drawn."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as Tree

from defusedxml.ElementTree import fromstring

from indicators.exports.cells import printable

_SVG, _LINK, _DUBLIN = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://purl.org/dc/elements/1.1/"
_RESOURCES = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TRACE = re.compile(r" trace[0-9a-f]{6}\b")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")


def described(svg: bytes, *, title: str, alt: str, language: str, properties: Mapping[str, str]) -> bytes:
    """The picture as one image with a title and a description to read out; `properties` by their Dublin Core names.

    Plotly names its clippings and traces at random each time; the first are numbered, the second lose their names.
    """
    for prefix, space in (("", _SVG), ("xlink", _LINK), ("dc", _DUBLIN), ("rdf", _RESOURCES)):
        Tree.register_namespace(prefix, space)
    root = fromstring(printable(svg.decode()))
    _take_chance_out(root)
    root.set("role", "img")
    root.set("lang", language)
    root.set("aria-labelledby", "picture-title picture-alt")
    told = [_made("title", title, id="picture-title"), _made("desc", alt, id="picture-alt"), _metadata(properties)]
    for place, element in enumerate(told):
        root.insert(place, element)
    return Tree.tostring(root, encoding="utf-8", xml_declaration=True)


def _take_chance_out(root: Tree.Element) -> None:
    named = [element.get("id") for element in root.iter() if element.get("id")]
    numbers = {name: f"part{number}" for number, name in enumerate(named, start=1)}
    for element in root.iter():
        for key, value in element.attrib.items():
            element.set(key, _steady(key, value, numbers))


def _steady(key: str, value: str, numbers: Mapping[str, str]) -> str:
    """An attribute's value with the numbered names in place of random ones."""
    if key == "id":
        return numbers.get(value, value)
    if key == "class":
        return _TRACE.sub("", value)
    if key in ("href", f"{{{_LINK}}}href") and value.startswith("#"):
        return "#" + numbers.get(value[1:], value[1:])
    return _REFERENCE.sub(lambda found: f"url(#{numbers.get(found[1], found[1])})", value)


def _made(name: str, text: str, **attributes: str) -> Tree.Element:
    element = Tree.Element(f"{{{_SVG}}}{name}", attributes)
    element.text = text
    return element


def _metadata(properties: Mapping[str, str]) -> Tree.Element:
    metadata = Tree.Element(f"{{{_SVG}}}metadata")
    about = Tree.SubElement(
        Tree.SubElement(metadata, f"{{{_RESOURCES}}}RDF"),
        f"{{{_RESOURCES}}}Description",
        {f"{{{_RESOURCES}}}about": ""},
    )
    for name, text in properties.items():
        if text:
            Tree.SubElement(about, f"{{{_DUBLIN}}}{name}").text = text
    return metadata
