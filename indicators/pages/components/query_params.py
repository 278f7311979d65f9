"""The view in the browser's address: query parameters are read when a page opens or the reader goes back, and
written after each choice.
Also the control for a page's sections, which stand in the address too, and the escaping of text that Streamlit would
read as Markdown.
"""

import re
import string
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2 import component
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: Marks that Markdown reads; before any other letter a backslash would be shown.
_MARKDOWN_MARKS = frozenset(string.punctuation) - frozenset("-/.,'\";?%")
#: What Markdown makes a link of though no mark is in it.
_WEB_ADDRESS = re.compile(r"(www)\.", re.IGNORECASE)
#: How a list begins.
_LIST_MARK = re.compile(r"(-|\d+\.)(?= |$)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def escape_markdown(text: str) -> str:
    """The text with every mark disarmed, so that it reads as it was written: no links, pictures or emphasis.

    Lines stay lines; what would begin a list or a heading in one does not.
    """
    return "\\\n".join(_escape_line(line.strip()) for line in text.splitlines() if line.strip())


def _escape_line(line: str) -> str:
    plain = _CONTROLS.sub(" ", line)
    disarmed = "".join(f"\\{mark}" if mark in _MARKDOWN_MARKS else mark for mark in plain)
    if start := _LIST_MARK.match(disarmed):
        disarmed = f"{start[0][:-1]}\\{disarmed[start.end() - 1 :]}"
    return _WEB_ADDRESS.sub(r"\1\.", disarmed)


ParameterValue = str | Sequence[str]
QueryParameters = dict[str, list[str]]

#: The parameter that opens somebody's own words that were not sent yet. That it appears is no other view.
DRAFT_PARAMETER = "draft"
#: The page whose address was written last, in the session.
_PAGE = "address:page"
#: Addresses a page remembers as its own: a browser that was slow may still send one of these.
_MOST_OWN = 8

# Streamlit makes an entry of the history of every address that it is told. This takes the place of the entry there
# is, as long as that still says what the server read.
_SCRIPT = """
export default function (component) {
  const { page, from, to } = component.data
  const plain = (query) => new URLSearchParams(query).toString()
  const { pathname, search, hash } = window.location
  const own = pathname.split("/").pop()
  if (own && own !== page) return
  if (plain(search) === plain(from)) {
    window.history.replaceState(window.history.state, "", pathname + (to ? `?${to}` : "") + hash)
  }
}
"""


def read_parameters(page: str, names: Mapping[str, bool]) -> QueryParameters:
    """The choices that the address brings, if it is not one this page wrote itself; else nothing.

    `names` are the parameters, with whether they may repeat. When the reader turns back, the address is the whole of
    a view: then every parameter is there, empty where the page is to be as it opens. Widgets must not exist yet: the
    caller puts sound choices into `st.session_state`.
    """
    address = _present()
    present = {name: values for name, values in address.items() if name in names}
    if not _is_turned_back():
        if not present or address in st.session_state.get(f"{page}:addresses", ()):
            return {}
        return {name: values if names[name] else values[-1:] for name, values in present.items()}
    missing = {name: [] if repeats else [""] for name, repeats in names.items()}
    return {name: values if names[name] else values[-1:] for name, values in {**missing, **present}.items()}


def write_parameters(page: str, choices: Mapping[str, ParameterValue | None]) -> None:
    """Write the choices that differ from nothing into the address, without a rerun."""
    parameters = {
        name: [choice] if isinstance(choice, str) else list(choice) for name, choice in choices.items() if choice
    }
    present, key = _present(), f"{page}:replaced"
    is_arrival = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    is_the_same = present != parameters and _without_draft(present) == _without_draft(parameters)
    if is_arrival or is_the_same:
        # The address as the reader came, or as it was before, makes way for the one that says the same in full.
        st.session_state[key] = (present, parameters)
    replaced = st.session_state.get(key)
    if replaced and parameters == replaced[1] and present in replaced:
        _replace_address(page, *replaced)
    else:
        st.session_state[key] = None
        if parameters != present:
            st.query_params.from_dict(parameters)
    own = [known for known in st.session_state.get(f"{page}:addresses", ()) if known not in (present, parameters)]
    st.session_state[f"{page}:addresses"] = [*own, present, parameters][-_MOST_OWN:]


def replace_parameters(page: str, choices: Mapping[str, ParameterValue | None]) -> None:
    """The same without an entry in the browser's history: Back leaves the page, however much was turned on it."""
    parameters = {
        name: [choice] if isinstance(choice, str) else list(choice) for name, choice in choices.items() if choice
    }
    present, key = _present(), f"{page}:replaced"
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[key] = page, None
    # The browser's part of Streamlit goes on naming the address that it knows; what stands in it is the last written.
    _replace_address(page, st.session_state.get(key) or present, parameters)
    st.session_state[key] = parameters
    own = [known for known in st.session_state.get(f"{page}:addresses", ()) if known not in (present, parameters)]
    st.session_state[f"{page}:addresses"] = [*own, present, parameters][-_MOST_OWN:]


def _present() -> QueryParameters:
    """The address as the server knows it."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _without_draft(parameters: QueryParameters) -> QueryParameters:
    return {name: values for name, values in parameters.items() if name != DRAFT_PARAMETER}


def _is_turned_back() -> bool:
    """Whether the reader came by Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _replace_address(page: str, present: QueryParameters, parameters: QueryParameters) -> None:
    """Put another address in the place of the present one, and no entry into the browser's history."""
    context = get_script_run_ctx()
    if context is None or present == parameters:
        return
    queries = {"from": urlencode(present, doseq=True), "to": urlencode(parameters, doseq=True)}
    _component()(key="address", data={"page": page, **queries})
    # What reads the address later in this run, and in the next, meets the new one; the browser is told of it above.
    with context.session_state.query_params() as known:
        known.clear_with_no_forward_msg(preserve_embed=True)
        for name, values in parameters.items():
            known.set_with_no_forward_msg(name, values)
    context.query_string = queries["to"]


@st.cache_resource
def _component():
    return component("address", js=_SCRIPT)


def warn_unknown(names: Sequence[str]) -> None:
    """A word about parts of the address that do not exist; they are anybody's text, so no Markdown is read in them."""
    plain = ", ".join(escape_markdown(name[:60]) for name in names)
    st.warning("This link names " + plain + ", which the dashboard does not have.")


def view_link(*, without: Collection[str] = ()) -> str:
    """The full address of the view as it stands, but for some parameters."""
    base = (st.context.url or "").split("?")[0]
    names = [name for name in st.query_params if name not in without]
    pairs = [(name, value) for name in names for value in st.query_params.get_all(name)]
    return f"{base}?{urlencode(pairs)}" if pairs else base


def chosen_section(page: str, titles: Mapping[str, str]) -> str:
    """The section of a page that is shown, the first of `titles` at the beginning; draws the control."""
    brought = read_parameters(page, {"section": False})
    if "section" in brought:
        restore_section(page, titles, brought["section"][0] or next(iter(titles)))
    section = draw_sections(page, titles)
    write_parameters(page, {"section": section})
    return section


def restore_section(page: str, titles: Mapping[str, str], brought: str) -> None:
    """Turn to a section that an address brings, if there is such a one."""
    if brought in titles:
        st.session_state[f"{page}:section"] = brought


def draw_sections(page: str, titles: Mapping[str, str]) -> str:
    """The control alone, for a page that has more in its address; gives the section that is shown."""
    key = f"{page}:section"
    st.session_state.setdefault(key, next(iter(titles)))
    chosen = st.segmented_control(
        "Section",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(chosen)
