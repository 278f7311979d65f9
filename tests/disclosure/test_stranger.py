"""A stranger attacks what is published: of made-up boards, of inputs that were broken once, and of what is shipped.

The stranger is of the benchmarks and shares nothing with the product's own audit.
"""

import json
import re
import zipfile
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.assurance.profile import area_profile
from indicators.catalogue.indicators import STAGES
from indicators.catalogue.scorecards import Scorecard, ScorecardMeasure
from indicators.cli.main import main
from indicators.disclosure.edition import public_edition
from indicators.errors import UsageError
from indicators.exports.file_names import file_name
from indicators.exports.formats import FORMATS
from indicators.exports.paper import paper_html
from indicators.loading.build import build
from indicators.pages.challenge.download import shortlist_exhibit
from indicators.pages.challenge.filters import ChallengeFilters
from indicators.pages.compare.view import RATES, comparison_exhibit
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.session import dashboard_data as open_data
from indicators.pages.disagreements.download import disagreements_exhibit
from indicators.pages.disagreements.filters import DisagreementFilters, page_disagreements
from indicators.pages.explore.choice import ExploreFilters, ViewOptions
from indicators.pages.explore.series import chosen_figures, period_ends
from indicators.pages.explore.view import explore_exhibit
from indicators.report.profile import profile_paper
from indicators.report.scorecard import scorecard_paper, work_out_scorecard
from indicators.site.pages import DOWNLOADS, SitePages
from indicators.site.published import PublishedFigures
from tests.helpers.attack.alternatives import alternatives
from tests.helpers.attack.boards import SMALL, Cell, Fact, Key, World
from tests.helpers.attack.copies import Copy, publish, read_copies, whole_text
from tests.helpers.attack.fuzz import alike, attacked, least_withheld
from tests.helpers.attack.integer_programme import Reach, breaches, system_of
from tests.helpers.shipped import copy_board_data

FAULTS = Path(__file__).parents[1] / "faults" / "releases"
LEICESTERSHIRE, RUTLAND, CSE = "E10000018", "E06000017", "cse_referrals"
QUARTERS = [f"2016/17 Q{number}" for number in range(1, 5)]
YEAR = "2016/17"


def series(year, *quarters, prefix="w"):
    """A world of one year of one area, its quarters and their sum."""
    name = f"{prefix}_cases"
    counts = dict(zip([YEAR, *QUARTERS], [year, *quarters], strict=True))
    truth = {Cell(name, SMALL, period): count for period, count in counts.items()}
    facts = {Key(name, SMALL, period, "report"): Fact("count", (count,)) for period, count in counts.items()}
    whole, *parts = truth
    return World(prefix, {name: {"title": name}}, ((whole, tuple(parts)),), (truth,), (facts,), {}, {})


def printing(world, *periods):
    """A copy of its first release that prints the counts of some periods and withholds all others."""
    facts = world.releases[0]
    shown = {key: [{"value": float(fact.counts[0])}] for key, fact in facts.items() if key.period in periods}
    return Copy(shown, frozenset(), "")


def found(world, *periods):
    """What the stranger makes of such a copy: by period, the range of what is told too closely."""
    system = system_of(world, [printing(world, *periods)])
    return {one.unknown.cell.period: one.within for one in breaches(system, 1)}


class TestStranger:
    """On copies written by hand, where everybody can work out what follows."""

    def test_a_year_of_twenty_over_four_small_quarters_tells_them_all(self):
        assert found(series(20, 5, 5, 5, 5), YEAR) == dict.fromkeys(QUARTERS, (5, 5))

    def test_a_lone_quarter_is_what_the_others_leave(self):
        assert found(series(38, 12, 8, 15, 3), YEAR, *QUARTERS[:3]) == {QUARTERS[3]: (3, 3)}

    def test_two_ones_are_told_by_their_sum(self):
        assert found(series(22, 12, 1, 1, 8), YEAR, QUARTERS[0], QUARTERS[3]) == dict.fromkeys(QUARTERS[1:3], (1, 1))

    def test_a_large_one_hidden_beside_a_small_one_hides_it_only_as_far_as_it_is_known_to_be_large(self):
        # 7 in both: the large one is at least 6, so that the small one is 1.
        assert found(series(27, 1, 6, 10, 10), YEAR, *QUARTERS[2:]) == {QUARTERS[0]: (1, 1)}
        assert found(series(32, 1, 11, 10, 10), YEAR, *QUARTERS[2:]) == {}

    def test_nothing_follows_where_the_year_is_withheld(self):
        assert found(series(38, 12, 8, 15, 3), *QUARTERS[:3]) == {}

    def test_what_zeros_and_the_rule_tell_is_no_breach(self):
        # Three quarters that are no noughts make a year of at least 3, whatever is printed.
        assert found(series(3, 1, 1, 1, 0), QUARTERS[3]) == {}

    def test_a_rounded_rate_gives_its_count(self):
        world = series(19, 6, 5, 2, 6)
        rate = Key("w_rate", SMALL, QUARTERS[2], "report")
        facts = {**world.releases[0], rate: Fact("rate", (2, 8044), 1)}
        world = replace(world, releases=(facts,), behind={"w_rate": ("w_cases", "people")})
        copy = Copy({rate: [{"value": 2.5}]}, frozenset(), "")
        assert [one.within for one in breaches(system_of(world, [copy]), 1)] == [(2, 2)]

    def test_two_releases_around_a_revision_are_read_together(self):
        first, second = series(19, 6, 5, 2, 6), series(16, 3, 5, 2, 6)
        world = replace(first, truth=first.truth + second.truth, releases=first.releases + second.releases)
        copies = [printing(first, YEAR, QUARTERS[0], QUARTERS[3]), printing(second, YEAR, QUARTERS[3])]
        told = {
            (one.unknown.cell.period, one.unknown.since, one.release) for one in breaches(system_of(world, copies), 2)
        }
        # The sum of the second and third is known from the first release, so that the year tells the first quarter.
        assert (QUARTERS[0], 2, 2) in told

    def test_the_weak_stranger_knows_less(self):
        system = system_of(series(20, 5, 5, 5, 5), [printing(series(20, 5, 5, 5, 5), YEAR)])
        assert len(breaches(system, 1)) == 4
        assert breaches(system, 1, is_strong=False) == []

    def test_ranges_are_those_of_all_tables(self):
        world = series(27, 2, 3, 8, 14)
        system = system_of(world, [printing(world, YEAR, QUARTERS[3])])
        # Two small ones and one above 5 make 13.
        tables = [(one, two) for one in range(1, 6) for two in range(1, 6) if 13 - one - two >= 6]
        wanted = {place: unknown for place, unknown in enumerate(system.unknowns) if unknown.truth in (2, 3)}
        spans = Reach(system, system.known_at(1)).of(wanted)
        assert set(spans.values()) == {(min(one for one, _ in tables), max(one for one, _ in tables))}

    def test_the_least_that_withstands_is_found(self):
        world = series(38, 12, 8, 15, 3)
        small, free = [], []
        for key, fact in world.releases[0].items():
            (small if fact.counts[0] <= 5 else free).append(key)
        # The year alone, or one more quarter that is large enough.
        assert least_withheld(world, small, free) == 1


class TestAlternatives:
    def test_all_tables_that_a_copy_allows_are_made(self):
        world = series(12, 2, 3, 7, 0)
        copy = printing(world, *QUARTERS[2:])
        others, is_all = alternatives(world, system_of(world, [copy]), [copy], 50, 1)
        made = {tuple(fact.counts[0] for fact in other.releases[0].values()) for other in others}
        assert is_all
        assert made == {(a + b + 7, a, b, 7, 0) for a in range(1, 6) for b in range(1, 6)} - {(12, 2, 3, 7, 0)}


def rewritten(folder, *, lines=None, files=()):
    """A data folder like the shipped one, some facts beside it."""
    data = folder / "data"
    if not data.exists():
        copy_board_data(data)
    for file in files:
        rows = pd.read_csv(FAULTS / file, dtype=str, keep_default_na=False)
        place = data / "facts" / "tried.csv"
        kept = pd.read_csv(place, dtype=str, keep_default_na=False) if place.exists() else rows.iloc[:0]
        keys = ["indicator", "area", "period", "source"]
        whole = pd.concat([kept, rows]).drop_duplicates(keys, keep="last")
        whole = whole.reindex(
            columns=[*keys[:3], "value", "numerator", "denominator", "status", "symbol", *keys[3:], "note"]
        )
        whole.astype(object).assign(status="final").fillna("").to_csv(place, index=False)
    return data


def world_of(*files):
    """The facts of such files as a world: one series, a release for each file on top of those before."""
    releases, facts = [], {}
    for file in files:
        for row in pd.read_csv(FAULTS / file).itertuples():
            facts = facts | {Key(row.indicator, row.area, row.period, row.source): Fact("count", (int(row.value),))}
        releases.append(facts)
    truths = tuple(
        {Cell(key.indicator, key.area, key.period): fact.counts[0] for key, fact in one.items()} for one in releases
    )
    whole = Cell("cse_referrals", SMALL, YEAR)
    sums = ((whole, tuple(whole._replace(period=period) for period in QUARTERS)),)
    return World("cse", {"cse_referrals": {}}, sums, truths, tuple(releases), {}, {})


def published(folder, *files):
    """The public copies of the shipped data with one file after another, and the paths of their files."""
    path, places = folder / "store.duckdb", []
    for number, file in enumerate(files):
        build(path, rewritten(folder, files=[file]))
        places.append(publish(path, folder / "data", release=number))
    return places


def copies_in(places, world):
    """Of each copy what it prints of a world's figures and periods."""
    return [
        next(read_copies(place, [replace(world, releases=world.releases[: number + 1])]))
        for number, place in enumerate(places)
    ]


@pytest.mark.slow
class TestInputsThatWereBroken:
    """Files of `faults/releases`, taken in beside the shipped figures and published one after another."""

    @pytest.mark.slow
    def test_four_quarters_of_five(self, tmp_path):
        world = world_of("d1_quarters_5555.csv")
        copies = copies_in(published(tmp_path, "d1_quarters_5555.csv"), world)
        assert breaches(system_of(world, copies), 1) == []
        assert not any(key.period in QUARTERS for key in copies[0].printed)

    @pytest.mark.slow
    def test_rates_that_give_a_small_count(self, tmp_path):
        place = published(tmp_path, "d5_rate_without_count.csv")[0]
        rates = pd.read_csv(FAULTS / "d5_rate_without_count.csv")
        world = replace(world_of("d1_quarters_5555.csv"), definitions=dict.fromkeys(rates["indicator"], {}))
        copy = next(read_copies(place, [world]))
        assert {key for key in copy.printed if key.period == YEAR and key.area == SMALL} == set()

    @pytest.mark.long
    def test_two_releases_around_a_revision(self, tmp_path):
        files = ("d10_first.csv", "d10_revised.csv")
        world = world_of(*files)
        copies = copies_in(published(tmp_path, *files), world)
        assert breaches(system_of(world, copies), 2) == []
        # The first lets out what contains no small count.
        assert {key.period for key in copies[0].printed if key.period in QUARTERS} == {QUARTERS[0], QUARTERS[3]}

    @pytest.mark.long
    def test_a_stale_year_beside_a_revised_quarter(self, tmp_path):
        files = ("d11_first.csv", "d11_stale.csv")
        places = published(tmp_path, *files)
        first, second = copies_in(places, world_of(*files))
        ours = [{key.period for key in copy.printed if key.period in (YEAR, *QUARTERS)} for copy in (first, second)]
        assert ours[0] == {YEAR, *QUARTERS}
        assert QUARTERS[0] not in ours[1]
        # Everything else of the store is published as before.
        rest = [
            [
                line
                for line in whole_text(place).split("\n")
                if line.startswith("observation") and "cse_referrals" not in line
            ]
            for place in places
        ]
        assert rest[0] == rest[1] != []


@pytest.mark.long
def test_no_made_up_board_is_told():
    # `make bench` attacks 5,000.
    tally = attacked(11, 0, 8, is_weak_too=False)
    assert tally.counts["worlds"] == 8, tally.counts
    assert tally.examples == []
    assert tally.counts["small counts"] > 8


@pytest.mark.slow
def test_whatever_is_hidden_the_copies_are_the_same():
    tally = alike(21, 2, processes=1)
    assert tally.counts["others"] > 10
    assert tally.examples == []


#: What the four quarters of Rutland's referrals for exploitation could be for somebody who sees the copy.
HIDDEN = ["1115", "5311"]
#: Manifests say when the store last took something in.
DAY = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?")


@pytest.fixture(scope="module")
def shipped_alike(tmp_path_factory):
    """The shipped data with other hidden quarters and their year: of each the text of its copy, and its pack."""
    made = []
    for quarters in HIDDEN:
        folder = tmp_path_factory.mktemp("hidden")
        data = copy_board_data(folder / "data")
        facts = data / "facts" / "lscb_annual_report_2015_16.csv"
        text = facts.read_text("utf-8")
        for number, count in enumerate(quarters, 1):
            old = f"cse_referrals,Rutland,2015/16 Q{number},2,"
            assert old in text
            text = text.replace(old, f"cse_referrals,Rutland,2015/16 Q{number},{count},")
        text = text.replace(
            "cse_referrals,Rutland,2015/16,8,", f"cse_referrals,Rutland,2015/16,{sum(map(int, quarters))},"
        )
        facts.write_text(text, "utf-8")
        path = folder / "store.duckdb"
        build(path, data)
        copy = whole_text(publish(path, data, release=0))
        arguments = ["pack", "--period", "2015/16", "--out", str(folder / "packs"), "--no-pictures"]
        assert main(["--store", str(path), "--data", str(data), *arguments]) == 0
        made.append((copy, folder / "packs", path))
    return made


@pytest.mark.long
def test_the_shipped_copy_is_the_same_whatever_is_hidden(shipped_alike):
    copies = [copy for copy, _, _ in shipped_alike]
    assert copies[1:] == copies[:-1]
    assert "cse_referrals" in copies[0]


@pytest.mark.long
def test_the_shipped_pack_is_the_same_whatever_is_hidden(shipped_alike):
    """Every file of it, byte for byte but for the clock, and under the same names."""
    packs = [contents_of(folder) for _, folder, _ in shipped_alike]
    assert packs[1:] == packs[:-1]
    assert len(packs[0]) >= 4


#: What is taken away for anybody on the pages: figures with the hidden ones alone, among others, and added to.
VIEWS = [
    (ExploreFilters((CSE,), (RUTLAND,), (), added), measure, periods)
    for added in (frozenset(), frozenset({"intervals"}), frozenset({"limits", "events"}))
    for measure, periods in (("value", "year"), ("value", "quarter"), ("index", "year"))
] + [
    (ExploreFilters((CSE,), (RUTLAND, LEICESTERSHIRE, "LR"), ("E92000001", "neighbours")), "value", "quarter"),
    (ExploreFilters((CSE, "missing_from_care"), (RUTLAND, LEICESTERSHIRE), ()), "value", "year"),
]


@pytest.mark.long
def test_files_of_the_pages_are_the_same_whatever_is_hidden(shipped_alike, monkeypatch):
    """Pictures, tables, words and names, whether there is a file at all, and the lists of what warrants a question."""
    made = []
    for _, _, path in shipped_alike:
        monkeypatch.setenv("INDICATORS_STORE", str(path))
        monkeypatch.setenv("INDICATORS_DATA", str(path.parent / "data"))
        made.append(files_of_pages(open_data()))
    assert made[1:] == made[:-1]
    assert any("CSE referrals" in text for text in made[0])
    assert all("not for publication" not in text.lower() for text in made[0])


@pytest.mark.long
def test_papers_and_the_site_are_the_same_whatever_is_hidden(shipped_alike):
    """Profiles, a scorecard of what is hidden, and its pages, search entries and downloads."""
    made = [papers_of(path) for _, _, path in shipped_alike]
    assert made[1:] == made[:-1]
    assert sum("CSE referrals" in text for text in made[0]) > 6


def papers_of(path):
    """The words and bytes of what else is made for anybody."""
    with closing((edition := public_edition(path, data=path.parent / "data")).store):
        pages = SitePages(PublishedFigures(edition))
        exhibit = pages.exhibit(CSE)
        made = [str(FORMATS[ending].make(exhibit)) for ending in DOWNLOADS]
        made += [pages.index(), pages.indicator(CSE, DOWNLOADS), repr(pages.search_entries())]
        made += [*pages.areas().values(), *pages.topic_pages().values()]
        store, catalogue, public = edition.store, edition.catalogue, edition.audience
        judged = {"as_at": edition.as_at, "cycle": pages.figures.cycle, "audience": public}
        hidden = sorted(set(edition.suppressed["indicator"]))
        card = Scorecard(id="hidden", title="Hidden", measures=tuple(map(ScorecardMeasure, hidden)))
        papers = [scorecard_paper(work_out_scorecard(card, store, catalogue, **judged))]
        for area in (catalogue.areas[code] for code in (RUTLAND, "LR")):
            papers.append(
                profile_paper(area_profile(store, catalogue, area, **judged), catalogue, is_made_up=store.is_made_up)
            )
        return made + [paper_html(paper) for paper in papers]


def files_of_pages(data):
    """The words and bytes of what the pages give to anybody."""
    public, day, made = data.for_public(), date(2016, 3, 31), []
    for chosen, measure, periods in VIEWS:
        # As on the page: which periods there are to choose from is asked of the board's own figures.
        ends = period_ends(chosen_figures(data, chosen), chosen, periods)
        first, *_, last = ends
        view = ViewOptions(measure, periods, first, last, (), (periods,), ends)
        name = file_name(chosen.indicators, chosen.areas, (first, last), "csv", audience=public.audience)
        made += [name, *exhibit_texts(explore_exhibit(public, chosen, view))]
    for stage in STAGES.values():
        with suppress(UsageError):
            made += exhibit_texts(comparison_exhibit(public, RATES, (stage, "2015/16", day)))
    cycle = cached_cycle(public.version, day, public)
    made += exhibit_texts(shortlist_exhibit(public, ChallengeFilters(day), cycle))
    for differing in (DisagreementFilters(), DisagreementFilters(area=RUTLAND, indicator=CSE)):
        rows = page_disagreements(public, [LEICESTERSHIRE, RUTLAND, "LR"], differing.area)
        made += exhibit_texts(disagreements_exhibit(public, differing.of(rows, public.catalogue)))
    return made


def exhibit_texts(exhibit):
    """All words and figures of an exhibit, its picture too."""
    picture = exhibit.figure.to_json() if exhibit.figure is not None else ""
    words = (exhibit.title, exhibit.subtitle, exhibit.alt, *exhibit.notes, repr(exhibit.plots), picture)
    return [*map(str, words), exhibit.table.to_csv(), exhibit.full_table.to_csv()]


def contents_of(folder):
    """What each file of a folder holds: of a packed one each part of it."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                found |= {f"{name}/{part}": without_clock(packed.read(part)) for part in packed.namelist()}
        elif name.endswith("manifest.json"):
            manifest = json.loads(file.read_text("utf-8"))
            found[name] = without_clock(
                json.dumps({key: manifest[key] for key in manifest if key not in CLOCK}).encode()
            )
        else:
            found[name] = without_clock(file.read_bytes())
    return found


#: Of a manifest what tells of which moment's store it is, and the digests of files that tell it too.
CLOCK = {"version", "data_version", "files"}


def without_clock(content):
    """A text without days and times, and without the key of the copy that they make."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    return re.sub(r"public [0-9a-f]{16}", "", DAY.sub("", text))
