"""What is suppressed in public editions, why, and what could be shown instead; for the board only."""

import pandas as pd
import streamlit as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.plans import ID_PATTERN
from indicators.disclosure.alternatives import alternatives
from indicators.disclosure.decisions import NO, NOT_YET, YES, PublishableText, publishable_texts
from indicators.disclosure.edition import current_release
from indicators.disclosure.release import ReasonTexts
from indicators.disclosure.rules import DisclosureSettings
from indicators.disclosure.text_warnings import SuppressedNumbers, TextWarning, text_warnings
from indicators.frames import frame_groups, frame_rows
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, store_fingerprint
from indicators.pages.components.text_warnings import suppressed_numbers_now
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.numbers import count_text

_ALL_INDICATORS = ""
#: Texts that the page lists.
_MOST_TEXTS = 300


def suppressed_section(data: DashboardData) -> None:
    """The message, the filters, a table an indicator, and the rule in words."""
    rows, settings, to_mend = _cached_rows(store_fingerprint())
    st.html(render("status.html", text=_summary(rows)))
    # Above the tables, since somebody has to do something.
    for sentence in to_mend:
        st.warning(escape_markdown(sentence), icon=":material/build:")
    if rows.empty:
        st.info("Every figure that is held can be published as it is.", icon=":material/check:")
    else:
        _show_tables(data.catalogue, _filtered_rows(data.catalogue, rows))
    _show_texts(data)
    with st.expander("How this is decided"):
        st.markdown(_rule_words(settings))


@st.cache_data(show_spinner="Finding what could give a child away …", max_entries=2)
def _cached_rows(standing: str) -> tuple[pd.DataFrame, DisclosureSettings, list[str]]:
    release = current_release(store_path())
    return alternatives(release), release.settings, ReasonTexts(release).remedies()


def _summary(rows: pd.DataFrame) -> str:
    figures = rows.drop_duplicates(["indicator", "area_code", "period"])
    if figures.empty:
        return "Nothing is withheld"
    few = int(figures["why"].str.contains(" is 1").sum())
    earlier = int(figures["why"].str.startswith("it was withheld in an earlier").sum())
    parts = [f"{few:,} for few people"]
    if len(figures) - few - earlier:
        parts.append(f"{len(figures) - few - earlier:,} that contain such a figure or would give it away")
    if earlier:
        parts.append(f"{earlier:,} because of an earlier publication")
    offered = rows[rows["instead"] != ""].drop_duplicates(["indicator", "area_code", "period"])
    gentler = f". For {len(offered):,} of them something else can be shown" if len(offered) else ""
    return f"{count_text(len(figures), 'figure')} withheld from the public: {', '.join(parts)}{gentler}"


def _filtered_rows(catalogue: Catalogue, rows: pd.DataFrame) -> pd.DataFrame:
    indicators = {_ALL_INDICATORS: "All indicators"} | {
        name: catalogue.indicators[name].short_title for name in dict.fromkeys(rows["indicator"])
    }
    areas = {_ALL_INDICATORS: "All areas"} | {
        code: catalogue.areas[code].name for code in dict.fromkeys(rows["area_code"])
    }
    with st.container(horizontal=True, gap="small", key="withheld-filters"):
        indicator = st.selectbox("Indicator", list(indicators), format_func=indicators.__getitem__, key="withheld:name")
        area = st.selectbox("Area", list(areas), format_func=areas.__getitem__, key="withheld:area")
    selected = rows[rows["indicator"].isin([indicator] if indicator else indicators)]
    return selected[selected["area_code"].isin([area] if area else areas)]


def _show_tables(catalogue: Catalogue, rows: pd.DataFrame) -> None:
    if rows.empty:
        st.info("Nothing is withheld for this choice.")
    for name, group in frame_groups(rows, "indicator", sort=False):
        title = catalogue.indicators[name].title
        st.html(frame_html(_figures_frame(catalogue, group), title))


def _figures_frame(catalogue: Catalogue, rows: pd.DataFrame) -> pd.DataFrame:
    """A row a figure, with everything that could be shown instead of it in one cell."""
    described = rows.assign(
        area=[catalogue.areas[code].name for code in rows["area_code"]],
        offer=[_alternatives_text(row) for row in frame_rows(rows)],
    )
    grouped = described.groupby(["area", "period"], sort=False)
    return pd.DataFrame(
        {
            "Area": grouped["area"].first(),
            "Period": grouped["period"].first(),
            "Withheld because": grouped["why"].first(),
            "What could be shown": grouped["offer"].agg(lambda offers: "; ".join(filter(None, offers)) or "Nothing"),
        }
    )


def _show_texts(data: DashboardData) -> None:
    """The texts that nobody has decided about, each with what may make somebody think twice, and published ones that
    hold a number which is withheld today.
    """
    many, published, refused, waiting, doubtful = _cached_text_tables(store_fingerprint(), data)
    st.html("<h2 class='side'>Words beside the figures</h2>")
    texts = count_text(many, "text")
    st.html(render("report/texts.html", texts=texts, published=published, withheld=refused, awaited=len(waiting)))
    st.caption(
        "What was written on the page Findings is decided about there, all else in the files of the data folder. "
        "Decide by what a text says: one that is kept back only because its number is withheld tells that number."
    )
    for table, title in (
        (waiting, "Awaiting a decision"),
        (doubtful, "May be published, and name a number that is withheld today"),
    ):
        if table.empty:
            continue
        with st.expander(f"{title} ({len(table):,})"):
            st.html(frame_html(table[:_MOST_TEXTS], title))
            if len(table) > _MOST_TEXTS:
                st.caption(f"The first {_MOST_TEXTS:,}; `python -m indicators texts` lists all of them.")


@st.cache_data(show_spinner=False, max_entries=2)
def _cached_text_tables(standing: str, _data: DashboardData) -> tuple[int, int, int, pd.DataFrame, pd.DataFrame]:
    """How many texts there are, may be published and may not; those that await a decision, and published doubtful
    ones.
    """
    publishable = publishable_texts(_data.store, _data.catalogue)
    published = [text for text in publishable if text.public == YES]
    hidden = suppressed_numbers_now()
    doubtful = [text for text in published if any(warning.suppressed for warning in _text_warnings(text, hidden))]
    waiting = [text for text in publishable if text.public == NOT_YET]
    refused = sum(text.public == NO for text in publishable)
    awaiting, doubted = (_text_table(texts, _data.catalogue, hidden) for texts in (waiting, doubtful))
    return len(publishable), len(published), refused, awaiting, doubted


_DEFINITION_TEXTS = {
    "why": "why it matters",
    "questions": "questions to ask",
    "caveats": "what to bear in mind",
    "breaks": "changes in counting",
}


def _text_table(texts: list[PublishableText], catalogue: Catalogue, hidden: SuppressedNumbers) -> pd.DataFrame:
    rows = [
        (
            _place_words(text, catalogue),
            text.words,
            catalogue.indicators[text.indicator].short_title if text.indicator else "",
            " ".join(warning.sentence for warning in _text_warnings(text, hidden)),
        )
        for text in texts
    ]
    return pd.DataFrame(rows, columns=["Where", "Text", "About", "Look twice"])


def _place_words(text: PublishableText, catalogue: Catalogue) -> str:
    """Where a text stands, with an indicator by its title; a finding's own id says nothing beside its words."""
    if text.place.startswith("definitions/"):
        return f"definition, {_DEFINITION_TEXTS.get(text.place.rpartition(', ')[2], 'words')}"
    parts = text.place.split(", ")
    named = [catalogue.indicators[part].short_title if part in catalogue.indicators else part for part in parts]
    return ", ".join(part for part in named if not ID_PATTERN.fullmatch(part))


def _text_warnings(text: PublishableText, hidden: SuppressedNumbers) -> list[TextWarning]:
    return text_warnings(text.words, hidden, indicator=text.indicator, area_code=text.area_code)


def _alternatives_text(row) -> str:
    return f"{row.instead}: {row.value:,.0f}" if row.instead else ""


def _rule_words(settings: DisclosureSettings) -> str:
    rule = settings.rule
    rounded = f" Shown counts are rounded to the nearest {rule.rounding}." if rule.rounding > 1 else ""
    return (
        f"Counts of 1 to {rule.threshold} children, families or staff are withheld in all that is published; "
        "a true zero is shown. Every figure that contains a withheld one is withheld too: its year, its combined area, "
        "its whole, and each rate or percentage made of it. A percentage is also withheld if few are left out by it. "
        "So which figures are withheld follows from which counts are small, and from nothing else, and it is checked "
        f"that nobody can narrow a withheld count down further, also with what was published before.{rounded} "
        "`data/disclosure.toml` holds the rule. [How figures are worked out](about?section=method) tells more."
    )
