"""Small multiples: one panel a group, each with its own axes."""

from datetime import date

from indicators.catalogue.indicators import Break
from indicators.charts.small_multiples import small_multiples
from indicators.charts.standalone import standalone_figure


def groups(make_series, years, count):
    return [
        (f"Indicator <{place}>", [make_series("Leicestershire", years, [1, 2, 3 * 10**place])])
        for place in range(count)
    ]


def test_each_group_has_its_own_axis_and_title(make_series, years):
    fig = small_multiples(groups(make_series, years, 4))
    assert [line.yaxis for line in fig.data] == ["y", "y2", "y3", "y4"]
    assert fig.layout.yaxis.range[1] < fig.layout.yaxis4.range[1]
    titles = [note.text for note in fig.layout.annotations if note.name == "panel-title"]
    assert titles[0] == "<b>Indicator &lt;0&gt;</b>"
    assert len(titles) == 4


def test_panels_do_not_overlap(make_series, years):
    fig = small_multiples(groups(make_series, years, 5))
    assert fig.layout.xaxis.domain[1] < fig.layout.xaxis2.domain[0]
    assert fig.layout.yaxis3.domain[1] < fig.layout.yaxis.domain[0]
    assert fig.layout.yaxis5.domain[0] >= 0
    assert all(0 <= share <= 1 for axis in (fig.layout.xaxis, fig.layout.yaxis5) for share in axis.domain)


def test_narrow_is_one_column(make_series, years):
    fig = small_multiples(groups(make_series, years, 3), narrow=True)
    assert fig.layout.xaxis.domain == fig.layout.xaxis2.domain == (0, 1)


def test_an_empty_group_says_so_and_breaks_stand_in_their_panel(make_series, years):
    shown = [*groups(make_series, years, 1), ("Nothing", [make_series("Rutland", years, [None] * 3)])]
    fig = small_multiples(shown, breaks={"Indicator <0>": [Break(date(2015, 4, 1), "New way")]})
    notes = [note.text for note in fig.layout.annotations]
    assert "No figures for this choice" in notes
    assert "New way" in notes
    assert fig.layout.shapes[0].xref == "x"


def test_no_groups_are_an_empty_figure():
    assert len(small_multiples([]).data) == 0


def test_a_picture_is_never_lower_than_its_panels(make_series, years):
    fig = small_multiples(groups(make_series, years, 8))
    framed = standalone_figure(fig, as_at="May")
    assert framed.layout.height > fig.layout.height


def test_a_panel_of_one_area_does_not_name_it_twice(make_series, years):
    fig = small_multiples([(name, [make_series(name, years, [1, 2, 3])]) for name in ("Leicestershire", "Rutland")])
    ends = [note.text for note in fig.layout.annotations if note.name == "line-end"]
    assert ends == ["3", "3"]
