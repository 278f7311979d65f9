"""The address in the browser holds the view: read once when it is opened, written after each choice."""

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from indicators.pages.parts.unmarked import unmarked

Choice = str | Sequence[str]


def take_in(page: str, names: Mapping[str, bool]) -> dict[str, list[str]]:
    """The choices that the address brings, if it is not the one this page wrote itself; else nothing.

    `names` are the parameters, with whether they may repeat. Widgets must not exist yet: the caller puts
    sound choices into `st.session_state`.
    """
    present = {name: st.query_params.get_all(name) for name in names if name in st.query_params}
    if not present or present == st.session_state.get(f"{page}:address"):
        return {}
    return {name: values if names[name] else values[-1:] for name, values in present.items()}


def put_out(page: str, choices: Mapping[str, Choice | None]) -> None:
    """Write the choices that differ from nothing into the address, without a rerun."""
    parameters = {
        name: [choice] if isinstance(choice, str) else list(choice) for name, choice in choices.items() if choice
    }
    st.session_state[f"{page}:address"] = parameters
    if parameters != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(parameters)


def warn_unknown(names: Sequence[str]) -> None:
    """A word about parts of the address that do not exist; they are anybody's text, so no Markdown is read in them."""
    plain = ", ".join(unmarked(name[:60]) for name in names)
    st.warning("This link names " + plain + ", which the dashboard does not have.")


def link(*, without: Collection[str] = ()) -> str:
    """The full address of the view as it stands, but for some parameters."""
    base = (st.context.url or "").split("?")[0]
    names = [name for name in st.query_params if name not in without]
    pairs = [(name, value) for name in names for value in st.query_params.get_all(name)]
    return f"{base}?{urlencode(pairs)}" if pairs else base
