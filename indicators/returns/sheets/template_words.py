"""What the template says to those who fill it in."""

from collections.abc import Mapping

#: Each at most a line: Excel shows 255 characters when the cell is entered.
SYMBOLS: Mapping[str, str] = {
    "c": "hidden, as the number is small",
    "x": "not available",
    "z": "does not apply",
    "u": "given, but of low reliability",
    "low": "not zero, but rounds to 0",
}
STATUSES: Mapping[str, str] = {
    "final": "will not change",
    "provisional": "may still change",
    "revised": "replaces one sent before",
}

#: Headings of the sheet with guidance, and under each its lines: a label, and the text beside it.
HOW_TO: Mapping[str, Mapping[str, str]] = {
    "Filling in": {
        "Tinted cells": "Only these are to be filled in; all others are locked, so that codes stay as they are.",
        "Figure": "Digits only, such as 1234 or 12.5. A percentage is written as 12.5, without the sign.",
        "Zero": "Write 0 only where there were truly none. Never write 0 for a figure that is missing.",
        "Numerator, Denominator": "Where these are tinted, give both: the percentage or rate is worked out from them, "
        "and Figure may stay empty.",
        "Note": "What a reader should know: a change in how cases are counted, an estimate, a late system.",
    },
    "Symbols: why there is no figure": {
        "c": "Confidential: the number is so small that it must stay hidden.",
        "x": "Not available: it was not collected, or is not ready.",
        "z": "Not applicable: it cannot exist for this area or period.",
        "u": "Low reliability: the figure is given, and should be used with care.",
        "low": "Not zero, but it rounds to zero.",
    },
    "Status": {
        "final": "The figure will not change. An empty cell means final.",
        "provisional": "The figure may still change, for example because a quarter's cases are still being checked. "
        "Send it again as revised once it is settled.",
        "revised": "The figure replaces one that was sent before for the same period.",
    },
    "What happens next": {
        "Checks": "The workbook is checked as soon as it is sent in. If anything has to be mended, you receive it "
        "back with the cells marked and a list of what to write.",
        "Use": "Sound figures go to the board's performance dashboard, with your agency as their source. Nothing is "
        "overwritten: what was sent before stays on record.",
        "Questions": "Ask the board's business office.",
    },
}
