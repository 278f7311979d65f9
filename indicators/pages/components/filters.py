"""The filters of a page, declared in one tuple: restored from the address, drawn, cleared, and given as chosen values,
as parameters of the address and as words for print.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indicators.pages.components.allowed_values import is_allowed
from indicators.pages.components.printing import FilterWords

#: The choice that leaves nothing out.
ANY = ""
#: Characters of the address that a free text takes over.
_MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Filter:
    """A choice that narrows what a page shows: one of a list, or free text where there are no options.

    `name` is that of the parameter in the address and, after the page's, that of the widget and its place in the
    session. `options` are what may be chosen, each with its words, in the order of the list. `everything` are the words
    of `ANY`, which then stands first. `opening` is what is chosen at first, where that is not the first of the list.
    `address_texts` say how the address names options, if not as they are; there case does not matter. `printed_label`
    and `printed_words` stand on paper in place of the label and the words of the screen.
    Streamlit reads Markdown in a label, and in the words of a segmented control: both are to be ours.
    """

    name: str
    label: str
    options: Mapping[str, str] | None = None
    everything: str = ""
    opening: str = ""
    is_segmented: bool = False
    address_texts: Mapping[str, str] | None = None
    printed_label: str = ""
    printed_words: Mapping[str, str] | None = None

    @property
    def choices(self) -> dict[str, str]:
        """All that the list offers with its words, `ANY` too; empty for free text."""
        return {**({ANY: self.everything} if self.everything else {}), **(self.options or {})}

    @property
    def default(self) -> str:
        """What is chosen at first."""
        return self.opening or next(iter(self.choices), ANY)

    def allows(self, value: object) -> bool:
        """Whether a value can be chosen; never fails, whatever the value is."""
        return isinstance(value, str) if self.options is None else is_allowed(value, self.choices)

    def parse(self, text: str) -> str | None:
        """The value that a text of the address names, the empty text the default; None where there is none."""
        if self.options is None:
            return text[:_MOST_CHARACTERS]
        if not text or text in self.choices:
            return text or self.default
        wanted = text.strip().casefold()
        names = (self.address_texts or {}).items()
        return next((value for value, name in names if wanted in (value.casefold(), name.casefold())), None)

    def address_text(self, value: str) -> str | None:
        """What the address says of a value: nothing of the default."""
        return None if value == self.default else (self.address_texts or {}).get(value, value)

    def print_text(self, value: str) -> str:
        """What stands of a value on paper: free text as it is, nothing of `ANY`."""
        if self.options is None or value == ANY:
            return value
        return (self.printed_words or self.options).get(value, "")


def restore_filters(
    page: str, filters: Iterable[Filter], brought: Mapping[str, Sequence[str]], *, reset_unknown: bool = False
) -> list[str]:
    """Put what the address brings into the session; gives the texts that name nothing, in the address's order.

    Those leave the choice as it was or, with `reset_unknown`, put the default in its place.
    """
    unknown = []
    by_name = {one.name: one for one in filters}
    for name in [name for name in brought if name in by_name]:
        text = brought[name][0]
        value = by_name[name].parse(text)
        if value is None:
            unknown.append(text)
            value = by_name[name].default if reset_unknown else None
        if value is not None:
            st.session_state[_key(page, name)] = value
    return unknown


def address_values(filters: Iterable[Filter], parameters: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The values by name that an address says, without a session; the default for what it leaves out or misnames."""
    values = {}
    for one in filters:
        value = one.parse(next(iter(parameters.get(one.name, ())), ""))
        values[one.name] = one.default if value is None else value
    return values


def draw_filters(
    page: str,
    filters: Sequence[Filter],
    *,
    places: Sequence[DeltaGenerator] = (),
    on_change: Callable[[], None] | None = None,
) -> dict[str, str]:
    """Draw the widgets, in a row or each in its place; gives the chosen values by name."""
    for one in filters:
        _reset_unless_allowed(page, one)
    places = places or [st.container(horizontal=True, gap="small", key=f"{page}-filters")] * len(filters)
    chosen = {}
    for place, one in zip(places, filters, strict=True):
        with place:
            chosen[one.name] = _draw(page, one, on_change)
    return chosen


def chosen_values(page: str, filters: Iterable[Filter]) -> dict[str, str]:
    """The chosen values by name as the session has them, the default for anything that cannot be chosen."""
    chosen = {}
    for one in filters:
        value = st.session_state.get(_key(page, one.name))
        chosen[one.name] = value if one.allows(value) else one.default
    return chosen


def filter_parameters(filters: Iterable[Filter], chosen: Mapping[str, str]) -> dict[str, str | None]:
    """What the address says of the chosen values."""
    return {one.name: one.address_text(chosen[one.name]) for one in filters}


def filter_words(filters: Iterable[Filter], chosen: Mapping[str, str]) -> FilterWords:
    """The filters in force in words for print, empty where nothing is left out."""
    return {one.printed_label or one.label: one.print_text(chosen[one.name]) for one in filters}


def clear_filters(page: str, names: Iterable[str]) -> None:
    """Leave nothing out by the filters of these names; for a button."""
    for name in names:
        st.session_state[_key(page, name)] = ANY


def _key(page: str, name: str) -> str:
    return f"{page}:{name}"


def _reset_unless_allowed(page: str, one: Filter) -> None:
    """Put the default in place of what cannot be chosen: a browser may send any text, and options come and go."""
    key = _key(page, one.name)
    # A widget opens with the first of its list by itself.
    untouched = None if one.opening else one.default
    if not one.allows(st.session_state.get(key, untouched)):
        st.session_state[key] = one.default


def _draw(page: str, one: Filter, on_change: Callable[[], None] | None) -> str:
    key = _key(page, one.name)
    if one.options is None:
        return st.text_input(one.label, key=key, on_change=on_change, persist_state="session")
    words = one.choices
    if one.is_segmented:
        return st.segmented_control(
            one.label,
            list(words),
            format_func=words.__getitem__,
            default=one.default,
            required=True,
            key=key,
            on_change=on_change,
            persist_state="session",
        )
    return st.selectbox(
        one.label, list(words), format_func=words.__getitem__, key=key, on_change=on_change, persist_state="session"
    )
