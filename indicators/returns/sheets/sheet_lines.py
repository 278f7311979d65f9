"""The rows of a person's table that were staged, each column of them in a cell of its own."""

from collections.abc import Collection, Sequence

import pandas as pd

from indicators.errors import Problem
from indicators.returns.sheets.sheet import cell_problem, place_in


class SheetLines:
    """The rows of `person_check.checked_rows`, in the order in which they were staged."""

    def __init__(self, name: str, rows: pd.DataFrame):
        self.name = name
        self._rows = rows.reset_index(drop=True)

    def cells(self, rows: Collection[int]) -> dict[int, dict[str, str]]:
        """What stands in some rows."""
        found = self._rows.loc[sorted(rows)].to_dict("index")
        return {
            row: {name: cell for name, cell in cells.items() if isinstance(cell, str)} for row, cells in found.items()
        }

    def place(self, rows: Sequence[int], column: str = "") -> str:
        """The cells of a column in some rows; the figure's own for none."""
        sheet, cells = self._cells(rows, column)
        words = ", ".join(cells) if cells else f"row {self._rows['row'].iloc[rows[0]]}"
        return place_in(sheet, words)

    def problem(self, rows: Sequence[int], column: str, value: str, message: str) -> Problem:
        """Something wrong in a column of some rows, which are taken to lie in the sheet of the first."""
        sheet, cells = self._cells(rows, column)
        return cell_problem(self.name, sheet, cells, value=value, message=message)

    def _cells(self, rows: Sequence[int], column: str) -> tuple[str, list[str]]:
        sheet = str(self._rows["sheet"].iloc[rows[0]])
        own = self._rows.iloc[list(rows)]
        own = own[own["sheet"] == sheet]
        named = f"{column}_cell" if f"{column}_cell" in own else "value_cell"
        return sheet, [cell for cell in own[named] if cell]
