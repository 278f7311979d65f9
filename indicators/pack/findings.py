"""What audits, children, families and staff said in the year, as far as an audience may read it."""

import pandas as pd

from indicators.exports.exhibit import Exhibit
from indicators.pack.sections import Basis, Piece, in_order, source_note
from indicators.pack.year import Year
from indicators.vocabulary import STRENGTHS


def finding_piece(quadrant: str, title: str, year: Year) -> Piece | None:
    """What was found in the year on one side; a public edition holds only what somebody decided may be published."""
    rows = year.store.query("findings")
    rows = rows[(rows["quadrant"] == quadrant) & rows["ends"].dt.date.between(year.period.starts, year.period.ends)]
    if rows.empty:
        return None
    table = pd.DataFrame(
        {
            "What was found": rows["statement"].to_numpy(),
            "It shows": [STRENGTHS[strength] for strength in rows["strength"]],
            "Area": [year.catalogue.areas[code].name for code in rows["area_code"]],
        }
    )
    sources = in_order(year.catalogue.source_label(source) for source in rows["source"])
    exhibit = Exhibit(
        title=f"{title}: findings {year.period.label}",
        subtitle="What audits, children, families and staff said",
        source_note=source_note(sources),
        as_at=year.as_at,
        table=table,
        audience=year.audience,
        alt=f"Table: findings on {title}.",
    )
    return Piece(exhibit=exhibit, basis=Basis(periods=(year.period.label,), sources=sources))
