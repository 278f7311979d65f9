"""The presentation: one chart a screen for the meeting, turned by arrow keys, with its verdict and source."""

from datetime import date
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from indicators.charts.projected import projected_chart
from indicators.pages.components import printing, query_params
from indicators.pages.components.downloads import PLOTLY_CONFIG
from indicators.pages.components.session import DashboardData, dashboard_data, is_narrow
from indicators.pages.components.slides import (
    DAY_PARAMETER,
    MOST_SLIDES,
    OF_PARAMETER,
    SLIDE_PARAMETER,
    SlideSubject,
    parse_subject,
)
from indicators.pages.navigation import HOME, PAGES
from indicators.pages.present.slide import Slide, make_slide
from indicators.web import WEB, render
from indicators.wording.made_up import MADE_UP_NOTICE

PAGE = "present"
#: Where the presentation may come from and leads back to.
SOURCES = ("explore", "challenge", "report")
_PLACE_PARAMETER = "slide"
_SUBJECTS, _OF, _DAY, _PLACE, _KEYS = (f"{PAGE}:{name}" for name in ("subjects", "of", "as_at", "place", "keys"))
#: Pixels: the height of a window until the browser has said its own, and the most that one has; the plot's share.
_USUAL_HEIGHT, _MOST_HEIGHT, _PLOT_SHARE = 900, 5_000, 0.4
_BUTTON = '<button type="button">Full screen (F)</button>'
_BUTTON_STYLE = (
    "button { font: 16px Arial, sans-serif; min-height: 40px; padding: 0 14px; border: 1px solid #0b0c0c; "
    "background: #fff; color: #0b0c0c; cursor: pointer; } button:focus-visible { outline: 3px solid #12436D; }"
)


def page() -> None:
    """The page: the slide that is open, and the ways to the next, the one before, and out."""
    data = dashboard_data()
    unknown = _restore_view(data)
    subjects: list[SlideSubject] = st.session_state.get(_SUBJECTS, [])
    with st.container(key="present-slide"):
        if not subjects:
            _show_nothing()
            return
        if unknown:
            query_params.warn_unknown(unknown)
        place = min(max(int(st.session_state.get(_PLACE, 0)), 0), len(subjects) - 1)
        slide = make_slide(data, subjects[place], st.session_state.get(_DAY))
        _draw_slide(data, slide, narrow=is_narrow())
        _draw_ways(place, len(subjects))
    query_params.replace_parameters(PAGE, _parameters(subjects, place))
    printing.print_filters(data, {"Chart": f"{place + 1} of {len(subjects)}"})


def _restore_view(data: DashboardData) -> list[str]:
    """Put the slides that the address brings into the session; gives those that name what does not exist."""
    names = {OF_PARAMETER: False, DAY_PARAMETER: False, _PLACE_PARAMETER: False, SLIDE_PARAMETER: True}
    brought = query_params.read_parameters(PAGE, names)
    if SLIDE_PARAMETER not in brought:
        return []
    texts = brought[SLIDE_PARAMETER][:MOST_SLIDES]
    read = {text: parse_subject(text, data.catalogue) for text in texts}
    st.session_state[_SUBJECTS] = [subject for subject in read.values() if subject is not None]
    st.session_state[_OF] = brought.get(OF_PARAMETER, [""])[0]
    st.session_state[_DAY] = _parse_day(brought.get(DAY_PARAMETER, [""])[0])
    number = brought.get(_PLACE_PARAMETER, [""])[0]
    st.session_state[_PLACE] = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else 0
    return [text for text, subject in read.items() if subject is None]


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _parameters(subjects: list[SlideSubject], place: int) -> dict[str, Any]:
    day = st.session_state.get(_DAY)
    return {
        OF_PARAMETER: st.session_state.get(_OF, ""),
        DAY_PARAMETER: day.isoformat() if day else "",
        _PLACE_PARAMETER: str(place + 1) if place else "",
        SLIDE_PARAMETER: [subject.text for subject in subjects],
    }


def _draw_slide(data: DashboardData, slide: Slide, *, narrow: bool) -> None:
    notice = MADE_UP_NOTICE if data.is_made_up else ""
    st.html(render("present/slide.html", headline=slide.headline, subtitle=slide.subtitle, notice=notice))
    if slide.lines:
        breaks = list(dict.fromkeys(item for line in slide.lines for item in line.breaks))
        height = round(_window_height() * _PLOT_SHARE)
        chart = projected_chart(
            slide.lines,
            comparators=slide.comparators,
            targets=slide.targets,
            breaks=breaks,
            height=height,
            narrow=narrow,
        )
        st.plotly_chart(chart, theme=None, config=PLOTLY_CONFIG, key="present-chart", alt=slide.alt)
    st.html(render("present/verdict.html", verdicts=slide.verdicts, source=slide.source))


def _draw_ways(place: int, count: int) -> None:
    """The buttons for whoever has no keys at hand, and the keys."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="present-ways"):
        st.button("Before", key="present-before", icon=":material/chevron_left:", disabled=place == 0, on_click=_turn,
                  args=(place - 1,))  # fmt: skip
        st.html(render("present/place.html", place=place + 1, count=count), width="content")
        st.button("Next", key="present-next", icon=":material/chevron_right:", disabled=place == count - 1,
                  on_click=_turn, args=(place + 1,))  # fmt: skip
        pressed = _component()(
            key=_KEYS,
            data={"height": _window_height()},
            on_height_change=lambda: None,
            on_pressed_change=lambda: _press(place, count),
            width="content",
        )
        if st.button("Leave (Esc)", key="present-leave", icon=":material/close:") or pressed.get("pressed") == "leave":
            _leave()


def _window_height() -> int:
    """The height of the window as the browser has said it, in pixels; anything else is taken for the usual one."""
    height = (st.session_state.get(_KEYS) or {}).get("height")
    return int(height) if isinstance(height, int | float) and 0 < height < _MOST_HEIGHT else _USUAL_HEIGHT


def _press(place: int, count: int) -> None:
    """Go where a key leads; leaving is for the page, which a callback cannot turn from."""
    pressed = (st.session_state.get(_KEYS) or {}).get("pressed")
    places = {"next": place + 1, "before": place - 1, "first": 0, "last": count - 1}
    if pressed in places:
        _turn(min(max(places[pressed], 0), count - 1))


def _turn(place: int) -> None:
    st.session_state[_PLACE] = place


def _leave() -> None:
    of = st.session_state.get(_OF, "")
    st.switch_page(PAGES / (of if of in SOURCES else HOME) / "page.py")


def _show_nothing() -> None:
    st.html("<h1 class='headline'>Nothing to present</h1>")
    st.info(
        "Choose charts first: press **Present, one chart a screen** on Explore, on What warrants challenge, or beside "
        "the contents of the report pack.",
        icon=":material/slideshow:",
    )
    if st.button("Leave", key="present-leave"):
        _leave()


@st.cache_resource
def _component():
    script = (WEB / "present_keys.js").read_text("utf-8")
    return component("present-keys", html=_BUTTON, css=_BUTTON_STYLE, js=script)


page()
