"""The form for a report's contents: its parts added, moved, removed or undone, and contents saved under a name for
next year.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import IndicatorsError, UsageError
from indicators.exports.cells import printable
from indicators.pages.components.allowed_values import allowed_value, is_allowed
from indicators.pages.components.downloads import show_problem
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.report.contents import (
    ITEM_KINDS,
    STANDARD_CONTENTS_FILE,
    Contents,
    ContentsItem,
    discard_contents,
    named_contents,
    read_contents,
    save_contents,
    saved_contents_names,
)
from indicators.settings import data_folder, store_path

ContentsItems = tuple[ContentsItem, ...]
#: The contents as they stand, and as they were before each change.
ITEMS_KEY, EARLIER_ITEMS_KEY = "report:items", "report:before"
#: What could not be done, for the page to say.
PROBLEM_KEY = "report:trouble"
#: Why a part could not be added, which stands under the button that was pressed.
_NOT_ADDED = "report:not-added"
_KIND, _HEADING, _WORDS = "report:add-kind", "report:add-heading", "report:add-words"
#: What a part can be asked for by name; the others stand in the standard contents.
_ADDABLE = {
    "chart": "Chart of an indicator",
    "profile": "Profile table of indicators",
    "quarters": "Table by quarter of indicators",
    "text": "Text of your own",
    **{kind: heading for kind, heading in ITEM_KINDS.items() if kind not in ("chart", "profile", "quarters", "text")},
}
#: Indicators that the name of a part lists.
_MOST_NAMED = 3
_INDICATOR_KINDS = ("chart", "profile", "quarters")


def change_contents(contents: Contents) -> None:
    """Other contents, with the way back to these."""
    st.session_state.setdefault(EARLIER_ITEMS_KEY, []).append(st.session_state[ITEMS_KEY])
    st.session_state[ITEMS_KEY] = contents


def parts_list(catalogue: Catalogue) -> None:
    """Every part with the ways to move it or leave it out, and the way back."""
    items = st.session_state[ITEMS_KEY].items
    with st.container(key="report-parts", gap=None):
        for index, item in enumerate(items):
            _show_part(catalogue, item, index, is_last=index == len(items) - 1)
    if not items:
        st.info("Nothing is left in the report. Add a part, or undo.", icon=":material/inbox:")
    st.button(
        "Undo the last change",
        icon=":material/undo:",
        on_click=_undo,
        disabled=not st.session_state.get(EARLIER_ITEMS_KEY),
        help="There is one once you have changed something.",
        key="report-undo",
    )


def add_part_form(catalogue: Catalogue) -> None:
    """The form of one more part, which comes last."""
    with st.expander("Add a part", icon=":material/add:"):
        kind = st.selectbox("What", list(_ADDABLE), format_func=_ADDABLE.__getitem__, key=_KIND)
        if kind == "text":
            st.text_input("Heading", key=_HEADING, max_chars=200)
            st.text_area("Text", key=_WORDS, help="An empty line begins a new paragraph.")
        elif kind in _INDICATOR_KINDS:
            _choose_indicators(catalogue, kind)
        st.button("Add it", key="report-add", on_click=_add, args=(catalogue,), type="primary")
        show_problem(st.session_state.pop(_NOT_ADDED, ""))


def item_title(item: ContentsItem, catalogue: Catalogue) -> str:
    """A part as a list names it."""
    if item.headlines:
        return f"{item.heading}: a chart and a sentence for each headline indicator"
    names = [catalogue.indicators[name].short_title for name in item.indicators if name in catalogue.indicators]
    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED + 1 else []
    return f"{item.heading}: {', '.join([*(names[:_MOST_NAMED] if more else names), *more])}" if names else item.heading


def _undo() -> None:
    if before := st.session_state.get(EARLIER_ITEMS_KEY):
        st.session_state[ITEMS_KEY] = before.pop()


def _show_part(catalogue: Catalogue, item: ContentsItem, index: int, *, is_last: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"report-part-{index}"):
        st.text(f"{index + 1}. {item_title(item, catalogue)}", width="stretch")
        # Together, so that on a phone they wrap under the name as one.
        with st.container(horizontal=True, width="content", gap="small"):
            _offer_change("Up", "arrow_upward", index, _swap(index, index - 1), disabled=index == 0)
            _offer_change("Down", "arrow_downward", index, _swap(index, index + 1), disabled=is_last)
            _offer_change(
                "Leave out", "close", index, lambda items: (*items[:index], *items[index + 1 :]), disabled=False
            )


def _offer_change(
    label: str, icon: str, index: int, changed: Callable[[ContentsItems], ContentsItems], *, disabled: bool
) -> None:
    st.button(
        label, icon=f":material/{icon}:", key=f"report-{label}-{index}", help=f"{label}: part {index + 1}",
        on_click=_change, args=(changed,), disabled=disabled, type="tertiary",
    )  # fmt: skip


def _change(changed: Callable[[ContentsItems], ContentsItems]) -> None:
    contents: Contents = st.session_state[ITEMS_KEY]
    change_contents(replace(contents, items=changed(contents.items)))


def _swap(first: int, second: int) -> Callable[[ContentsItems], ContentsItems]:
    def changed(items: ContentsItems) -> ContentsItems:
        moved = list(items)
        moved[first], moved[second] = moved[second], moved[first]
        return tuple(moved)

    return changed


def _choose_indicators(catalogue: Catalogue, kind: str) -> None:
    """One indicator for a chart, several for a table."""
    titles = {name: definition.title for name, definition in catalogue.indicators.items()}
    names, key = sorted(titles, key=titles.__getitem__), f"report:add-{kind}"
    if kind == "chart":
        blank = {"index": None, "placeholder": "Choose an indicator"}
        st.selectbox("Indicator", names, format_func=titles.__getitem__, key=key, **blank)
    else:
        st.multiselect("Indicators", names, format_func=titles.__getitem__, key=key)


def _add(catalogue: Catalogue) -> None:
    try:
        item = _described_item(catalogue)
    except UsageError as error:
        st.session_state[_NOT_ADDED] = str(error)
        return
    if lack := _missing_text(item):
        st.session_state[_NOT_ADDED] = lack
    else:
        _change(lambda items: (*items, item))


def _described_item(catalogue: Catalogue) -> ContentsItem:
    """The part that the form describes when its button is clicked, which may be before the page has followed it."""
    state = st.session_state
    kind = allowed_value(state[_KIND], _ADDABLE, label="What")
    if kind == "text":
        heading, words = (printable(state[name]).strip() for name in (_HEADING, _WORDS))
        paragraphs = tuple(part.strip() for part in words.split("\n\n") if part.strip())
        return ContentsItem(kind=kind, title=heading, paragraphs=paragraphs)
    chosen = state.get(f"report:add-{kind}") or ()
    names = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    label = "Indicator" if kind == "chart" else "Indicators"
    return ContentsItem(
        kind=kind, indicators=tuple(allowed_value(name, catalogue.indicators, label=label) for name in names)
    )


def _missing_text(item: ContentsItem) -> str:
    """Why a part cannot be added, or nothing."""
    if item.kind in _INDICATOR_KINDS and not item.indicators:
        return "Choose an indicator first."
    if item.kind == "text" and not (item.title and item.paragraphs):
        return "Write a heading and a text first."
    # A set that says the same twice could be kept, and not be read again.
    return "The report has this part." if item in st.session_state[ITEMS_KEY].items else ""


STANDARD_CONTENTS = "Standard contents"
_EMPTY_CONTENTS = Contents("Report", ())
_SET, _TITLE, _NAME, _MESSAGE = "report:set", "report:title", "report:name", "report:told"


def contents_box(data: DashboardData) -> Contents:
    """The choice of a set and of its parts; gives the contents as they stand."""
    _settle_contents(data.catalogue)
    names = [STANDARD_CONTENTS, *saved_contents_names(store_path())]
    if not is_allowed(st.session_state.get(_SET), names):
        st.session_state[_SET] = STANDARD_CONTENTS
    st.selectbox(
        "Contents", names, key=_SET, on_change=_load_chosen, args=(data.catalogue,), width=420, persist_state="session",
        help="A set that you keep below stands here next year.",
    )  # fmt: skip
    st.session_state[_TITLE] = st.session_state[ITEMS_KEY].title
    st.text_input("Title", key=_TITLE, on_change=_retitle, max_chars=500)
    parts_list(data.catalogue)
    add_part_form(data.catalogue)
    _save_form(data.catalogue)
    return st.session_state[ITEMS_KEY]


def _settle_contents(catalogue: Catalogue) -> None:
    if ITEMS_KEY not in st.session_state:
        st.session_state[ITEMS_KEY] = _EMPTY_CONTENTS
        with _showing_problems():
            st.session_state[ITEMS_KEY] = _standard_contents(catalogue)


@contextmanager
def _showing_problems() -> Iterator[None]:
    """Have the page say why something cannot be done."""
    try:
        yield
    except IndicatorsError as error:
        st.session_state[PROBLEM_KEY] = str(error)


def _standard_contents(catalogue: Catalogue) -> Contents:
    try:
        return read_contents(data_folder() / STANDARD_CONTENTS_FILE, catalogue)
    except OSError as error:
        raise UsageError(
            f"The standard contents (data/{STANDARD_CONTENTS_FILE.as_posix()}) cannot be read: {error.strerror}."
        ) from None


def _load_chosen(catalogue: Catalogue) -> None:
    chosen = st.session_state[_SET]
    with _showing_problems():
        # The box may bring any text from a browser; here it is a name that is kept, or nothing.
        allowed_value(chosen, [STANDARD_CONTENTS, *saved_contents_names(store_path())], label="Contents")
        change_contents(
            _standard_contents(catalogue)
            if chosen == STANDARD_CONTENTS
            else named_contents(chosen, store_path(), catalogue)
        )


def _retitle() -> None:
    title = printable(st.session_state[_TITLE]).strip()
    change_contents(replace(st.session_state[ITEMS_KEY], title=title or _EMPTY_CONTENTS.title))


def _save_form(catalogue: Catalogue) -> None:
    with st.expander("Keep these contents for next year", icon=":material/bookmark:"):
        st.text_input("Name of the set", key=_NAME, max_chars=60, placeholder="Annual report")
        left, right = st.columns(2)
        left.button(
            "Keep", key="report-keep", on_click=_save, disabled=not st.session_state[ITEMS_KEY].items, width="stretch",
            help="Keeps the parts as they stand, once there are any.",
        )  # fmt: skip
        chosen = st.session_state[_SET]
        right.button(
            f"Forget “{escape_markdown(chosen)}”", key="report-forget", on_click=_discard, args=(chosen, catalogue),
            disabled=chosen == STANDARD_CONTENTS, width="stretch",
        )  # fmt: skip
        if chosen == STANDARD_CONTENTS:
            st.caption("The standard contents cannot be forgotten; sets that you keep can.")
    show_problem(st.session_state.pop(PROBLEM_KEY, ""))
    if message := st.session_state.pop(_MESSAGE, ""):
        st.success(escape_markdown(message))


def _save() -> None:
    name = st.session_state[_NAME].strip()
    with _showing_problems():
        if name == STANDARD_CONTENTS:
            raise UsageError(f"{STANDARD_CONTENTS} are those that come with the dashboard. Write another name.")
        save_contents(store_path(), name, st.session_state[ITEMS_KEY])
        st.session_state[_SET] = name
        st.session_state[_MESSAGE] = f"Kept as {name}."


def _discard(name: str, catalogue: Catalogue) -> None:
    with _showing_problems():
        discard_contents(store_path(), name)
        st.session_state[_SET] = STANDARD_CONTENTS
        change_contents(_standard_contents(catalogue))
