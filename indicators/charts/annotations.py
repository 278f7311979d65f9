"""What stands at the ends of lines: names with their newest figures, and targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from indicators.charts.frame import Frame
from indicators.charts.labels import LINE_END
from indicators.charts.lines import Line
from indicators.charts.text import NO_BREAK, markup, text_width, wrap
from indicators.charts.theme import BLACK, CLEAR, LEADER

_LABEL_GAP = 16
TARGET_DASH = "8px,5px"


@dataclass(frozen=True)
class TargetLine:
    """A figure to reach, in the chart's unit, with its name, `Target: at least`, and whether it is met, in words."""

    value: float
    label: str = "Target"
    state: str = ""

    def words(self, value: str) -> str:
        """The label with the target's value as text: `Target: at least 95% – 94%: missed`."""
        return f"{self.label} {value}" + (f" – {self.state}" if self.state else "")


def end_texts(lines: Sequence[Line], frame: Frame) -> list[list[str]]:
    """The name and last figure of every line, wrapped; the period too where a line ends early."""
    return [wrap(f"{line.name} {_end_words(line, frame)}", frame.size.label_width, frame.size.font) for line in lines]


def _end_words(line: Line, frame: Frame) -> str:
    if not line.known:
        return "no figures"
    words = line.words(line.values[line.last])
    words += " [p]" if line.statuses[line.last] == "provisional" else ""
    words += f" ({line.periods[line.last]})" if line.days[line.last] < frame.latest else ""
    # No-break spaces keep a figure with its mark when the label wraps.
    return words.replace(" ", NO_BREAK)


def end_labels(lines: Sequence[Line], texts: Sequence[list[str]], frame: Frame) -> list[dict[str, Any]]:
    """Annotations for every line that has a figure; `place_labels` moves them apart."""
    return [
        end_label(
            line.values[line.last],
            text,
            frame,
            # A line that ends early is not where its label is, so no leader joins them.
            leader=LEADER if line.days[line.last] == frame.latest else CLEAR,
        )
        for line, text in zip(lines, texts, strict=True)
        if line.known
    ]


def end_label(value: float, text: list[str], frame: Frame, *, leader: str = LEADER) -> dict[str, Any]:
    """Lines of text right of the plot at the height of a value; `leader` is the colour of what joins them."""
    return frame.note(
        markup(text),
        name=LINE_END,
        x=frame.label_at,
        y=value,
        xref=f"x{frame.suffix}",
        yref=f"y{frame.suffix}",
        showarrow=True,
        arrowhead=0,
        bordercolor=leader,
        borderwidth=0,
        ax=_LABEL_GAP,
        ay=0,
        xanchor="left",
        align="left",
        width=max(text_width(part, frame.size.font) for part in text) + 2,
        font={"size": frame.size.font, "color": BLACK},
        # Beside a lone point the label stands on the grid.
        bgcolor="white" if frame.single else CLEAR,
    )


def label_room(note: dict[str, Any]) -> float:
    """The width that a label takes right of the plot; 0 for other notes."""
    return note["width"] + _LABEL_GAP + 8 if note.get("name") == LINE_END else 0


def target_lines(
    targets: Sequence[TargetLine], line: Line, frame: Frame, *, dash: str = TARGET_DASH
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A dashed line a target; its label among the line ends, unless it is named in a legend."""
    edge = replace(frame, single=False)
    notes = (
        [] if frame.legend else [end_label(target.value, _target_text(target, line, frame), edge) for target in targets]
    )
    shapes = [
        {
            "type": "line",
            "xref": f"x{frame.suffix} domain",
            "yref": f"y{frame.suffix}",
            "x0": 0,
            "x1": 1,
            "y0": target.value,
            "y1": target.value,
            "line": {"color": BLACK, "width": 1.5, "dash": dash},
        }
        for target in targets
    ]
    return notes, shapes


def target_traces(
    targets: Sequence[TargetLine], line: Line, frame: Frame, *, dash: str = TARGET_DASH
) -> list[dict[str, Any]]:
    """Targets as names in the legend, where there is one; the lines themselves are shapes."""
    if not frame.legend:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": markup(_target_text(target, line, frame)),
            "x": [None],
            "y": [None],
            "xaxis": f"x{frame.suffix}",
            "yaxis": f"y{frame.suffix}",
            "hoverinfo": "skip",
            "line": {"color": BLACK, "width": 1.5, "dash": dash},
        }
        for target in targets
    ]


def _target_text(target: TargetLine, line: Line, frame: Frame) -> list[str]:
    return wrap(target.words(line.words(target.value)), frame.size.label_width, frame.size.font)
