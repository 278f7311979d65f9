"""The pages of the dashboard in the four groups of its menu, and which of them it opens with.

A page is a folder of its own with a `page.py`; its address is the folder's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.access.permissions import Permission

#: Where the folders are, from the project's own.
PAGES = Path("indicators/pages")
#: What the address without a page shows where no meeting was recorded, and with parameters.
HOME = "home"
#: What it shows once a meeting was recorded.
SINCE = "since"


@dataclass(frozen=True)
class DashboardPage:
    """A page: its folder, what menu and browser call it, its Material icon, and what whoever opens it must be allowed.

    Pages are the board's own unless they say otherwise.
    """

    name: str
    title: str
    icon: str
    permission: Permission = Permission.SEE_BOARD_FIGURES

    @property
    def file(self) -> Path:
        """The script that draws it, from the project's folder."""
        return PAGES / self.name / "page.py"


#: Pages without a place in the menu: a button leads to them, and their address opens them.
HIDDEN_PAGES = (DashboardPage("present", "Presentation", "slideshow"),)
#: By the group that members know them by: what is looked at, what is asked, what is known, what the office does.
PAGE_GROUPS: Mapping[str, tuple[DashboardPage, ...]] = {
    "Look": (
        DashboardPage(SINCE, "Since the last meeting", "event_note"),
        DashboardPage(HOME, "Four quadrants", "grid_view", Permission.SEE_PUBLIC_FIGURES),
        DashboardPage("explore", "Explore", "show_chart", Permission.SEE_PUBLIC_FIGURES),
        DashboardPage("compare", "Compare", "compare_arrows", Permission.SEE_PUBLIC_FIGURES),
        DashboardPage("scorecard", "Scorecard", "scoreboard"),
        DashboardPage("areas", "Areas", "location_on", Permission.SEE_PUBLIC_FIGURES),
        DashboardPage("topics", "Topics", "category", Permission.SEE_PUBLIC_FIGURES),
    ),
    "Ask": (
        DashboardPage("challenge", "What warrants challenge", "question_mark"),
        DashboardPage("log", "Challenge log", "forum", Permission.SEE_CHALLENGES),
    ),
    "Evidence": (
        DashboardPage("assurance", "Assurance map", "fact_check"),
        DashboardPage("priority", "Plans and priorities", "flag"),
        DashboardPage("findings", "Findings", "hearing"),
    ),
    "Office": (
        DashboardPage("returns", "Returns", "move_to_inbox", Permission.SEE_RETURNS),
        DashboardPage("add", "Add an indicator", "add_chart", Permission.ADD_INDICATORS),
        DashboardPage("report", "Report pack", "inventory_2", Permission.MAKE_REPORT),
        DashboardPage("disagreements", "Disagreements", "difference"),
        DashboardPage("about", "About the data", "info", Permission.SEE_PUBLIC_FIGURES),
        DashboardPage("access", "Access log", "shield_person", Permission.READ_ACCESS_LOG),
    ),
}
#: What menu and browser call each page, by its name.
PAGE_TITLES: Mapping[str, str] = {page.name: page.title for pages in PAGE_GROUPS.values() for page in pages}
#: Every page by its name.
DASHBOARD_PAGES: Mapping[str, DashboardPage] = {
    page.name: page for pages in (*PAGE_GROUPS.values(), HIDDEN_PAGES) for page in pages
}
