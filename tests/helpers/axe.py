"""What axe-core finds on a page that it does not find on a bare page of Streamlit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_TAG = re.compile(r"<([a-z0-9-]+)((?:\s[^>]*)?)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([\w:-]+)(?:="([^"]*)")?')
#: Attributes whose values say what an element is; those of the rest (ids, classes, labels) differ by page.
_TELLING = ("role", "type", "data-testid", "data-baseweb", "tabindex")


@dataclass(frozen=True)
class Violation:
    """One rule broken by one element; `kind` is the element without what is particular to it."""

    rule: str
    impact: str
    kind: str
    target: str
    html: str
    help: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}\n    at {self.target}\n    {self.html[:300]}"


def element_kind(html: str) -> str:
    """An element's tag and telling attributes, the same wherever on a page it stands."""
    match = _TAG.match(html.strip())
    if not match:
        return ""
    attributes = dict(_ATTRIBUTE.findall(match.group(2)))
    telling = [f"{name}={attributes[name]}" for name in _TELLING if name in attributes]
    return " ".join([match.group(1).lower(), *telling])


def all_violations(page: Page, *, with_places: bool = True) -> list[Violation]:
    """The serious and critical violations of a page, one an element; without their places it takes a third less."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "selectors": with_places}).response["violations"]
    return [
        Violation(
            rule=rule["id"],
            impact=rule["impact"],
            kind=element_kind(node["html"]),
            target=" ".join(str(part) for part in node.get("target", ())),
            html=node["html"],
            help=rule["help"],
        )
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def violations_beyond(page: Page, bare: Iterable[Violation]) -> list[Violation]:
    """Those of a page that no element of the same kind has on the bare page; where there are any, with their places."""
    known = list(bare)
    if not beyond(all_violations(page, with_places=False), known):
        return []
    return beyond(all_violations(page), known)


def beyond(violations: Iterable[Violation], bare: Iterable[Violation]) -> list[Violation]:
    """Those that no element of the same kind has on the bare page, rule by rule."""
    known = {(violation.rule, violation.kind) for violation in bare}
    return [violation for violation in violations if (violation.rule, violation.kind) not in known]
