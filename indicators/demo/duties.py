"""Which figures the agencies of the demonstration owe each quarter and each year, and about what level they have."""

from collections.abc import Mapping
from dataclasses import dataclass

LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
BOTH, WITH_LEICESTER = "LR", "LLR"

COUNTY, COUNCIL = "leicestershire_council", "rutland_council"
POLICE, HEALTH, SCHOOLS, OFFICE = "leicestershire_police", "health", "schools", "board_office"
AGENCIES = (COUNTY, COUNCIL, POLICE, HEALTH, SCHOOLS, OFFICE)


@dataclass(frozen=True, kw_only=True)
class Level:
    """About what an indicator is a quarter in one area, and what it is a part of.

    A count has the cases that are usual (`usual`), or the share of `whole` that it is. A proportion has its share in
    hundredths and how many cases it is of: `base`, or the count `whole`. A mean has `usual` and `base`. `season` are
    the factors of the quarters from April on.
    """

    usual: float = 0.0
    share: float = 0.0
    base: float = 0.0
    whole: str = ""
    season: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)


_SCHOOL_YEAR = (1.04, 0.84, 1.07, 1.05)


def _councils(county: Level, council: Level) -> dict[tuple[str, str], Level]:
    return {(COUNTY, LEICESTERSHIRE): county, (COUNCIL, RUTLAND): council}


def _counted(county: float, council: float, season: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)):
    return _councils(Level(usual=county, season=season), Level(usual=council, season=season))


def _part(whole: str, county: float, council: float):
    return _councils(Level(whole=whole, share=county), Level(whole=whole, share=council))


def _share(county: float, council: float, bases: tuple[float, float]):
    return _councils(Level(share=county, base=bases[0]), Level(share=council, base=bases[1]))


#: By indicator, agency and area. Levels go on from the newest figures of `data/`, a quarter of the year's; where there
#: are none they are about what councils of that size have.
QUARTERLY: Mapping[str, Mapping[tuple[str, str], Level]] = {
    # A whole stands before its parts.
    "contacts": _counted(3193, 225, _SCHOOL_YEAR),
    "contacts_to_early_help": _councils(Level(whole="contacts", share=21), Level(whole="contacts", share=19)),
    "contacts_from_schools": _part("contacts", 16.3, 17.9),
    "referrals": _counted(1688, 96, _SCHOOL_YEAR),
    "referrals_from_schools": _part("referrals", 19.8, 24.1),
    "re_referrals_count": _part("referrals", 25.5, 26.8),
    "referral_to_assessment": {(COUNCIL, RUTLAND): Level(whole="referrals", share=47)},
    "single_assessments": _counted(1230, 78, _SCHOOL_YEAR),
    "section_47_enquiries": _counted(496, 24.5),
    "initial_cp_conferences": _part("section_47_enquiries", 37.7, 43.9),
    "cp_plans_started": _part("initial_cp_conferences", 82.6, 88.4),
    "repeat_cp_plans_count": _part("cp_plans_started", 24.8, 18.4),
    "cp_reviews_in_timescale": _share(96, 98, (520, 28)),
    "cp_views_children": _counted(64, 4),
    "cp_views_families": _counted(88, 6),
    "missing_from_care": _counted(177, 3.3, (1.1, 1.12, 0.9, 0.88)),
    "missing_repeat": _part("missing_from_care", 42, 35),
    "return_interviews": _part("missing_from_care", 68, 75),
    "lado_referrals": _counted(62, 3.5),
    "lado_substantiated": _part("lado_referrals", 15.7, 30),
    "childrens_centre_needs_met": _share(74, 75, (310, 44)),
    "parenting_confidence": _share(96, 95, (240, 32)),
    "eha_completed": _counted(640, 41),
    "eha_step_down": _share(17, 20, (430, 30)),
    "neglect_referrals": _counted(118, 7),
    "neglect_toolkit_completed": _counted(46, 2.4),
    "homeless_16_17": _counted(7, 0.5),
    "slf_assessments_quarterly": {(COUNTY, LEICESTERSHIRE): Level(usual=2000)},
    "cse_referrals": {(POLICE, LEICESTERSHIRE): Level(usual=76), (POLICE, RUTLAND): Level(usual=2.1)},
    "cse_tool_used": {
        (POLICE, LEICESTERSHIRE): Level(whole="cse_referrals", share=71),
        (POLICE, RUTLAND): Level(whole="cse_referrals", share=70),
    },
    "cse_disruptions": {(POLICE, BOTH): Level(usual=4.2)},
    "operation_encompass_children": {(POLICE, LEICESTERSHIRE): Level(usual=154), (POLICE, RUTLAND): Level(usual=9)},
    "marac_cases": {(POLICE, BOTH): Level(usual=99)},
    "marac_referrals_under_18": {(POLICE, BOTH): Level(usual=2.8)},
    "da_victims_16_17": {(POLICE, BOTH): Level(usual=21)},
    "vulnerable_pregnancy_referrals": {(HEALTH, BOTH): Level(usual=204)},
    "self_harm_acute": {(HEALTH, BOTH): Level(usual=38, season=(1.05, 0.8, 1.1, 1.05))},
    "initial_health_assessments": {
        (HEALTH, LEICESTERSHIRE): Level(share=63, base=58),
        (HEALTH, RUTLAND): Level(share=70, base=4),
    },
    "camhs_looked_after": {(HEALTH, BOTH): Level(share=81, base=47)},
    "camhs_wait_assessment": {(HEALTH, BOTH): Level(usual=9.4, base=210)},
    "esafety_dsl_sessions": {(SCHOOLS, BOTH): Level(usual=10, season=(1.1, 0.4, 1.3, 1.2))},
    "esafety_foster_sessions": {(SCHOOLS, BOTH): Level(usual=2)},
    "practitioner_forums": {(OFFICE, BOTH): Level(usual=2)},
    "staff_in_audits": {(OFFICE, BOTH): Level(usual=34)},
    "cp_views_professionals": {(OFFICE, BOTH): Level(usual=25)},
    "cse_training_people": {(OFFICE, WITH_LEICESTER): Level(usual=72)},
    "neglect_training_people": {(OFFICE, WITH_LEICESTER): Level(usual=58)},
    "training_events": {(OFFICE, WITH_LEICESTER): Level(usual=11.5)},
    "training_participants": {(OFFICE, WITH_LEICESTER): Level(usual=321)},
    "training_knowledge_of_roles": {(OFFICE, WITH_LEICESTER): Level(share=71, base=240)},
}

#: Owed once a year by `data/duties.csv`, at the level of the newest figure there is; those owed quarterly here are not.
#: Levels of what has no figure, or one of a share without its cases.
YEARLY_BASES: Mapping[str, float] = {
    "board_attendance": 96, "childrens_centre_engagement": 900, "childrens_centre_engaged": 420,
    "childrens_centre_registered": 520, "childrens_centre_satisfaction": 160, "cse_referrals_boys": 310,
    "early_help_needs_met": 150, "early_help_supporting_social_care": 150, "early_help_timeliness": 2600,
    "esafety_y6_taught": 2500, "esafety_y6_unsafe_online": 2500, "esafety_y9_met_stranger": 2600,
    "esafety_y9_taught": 2600, "external_eha_good": 30, "home_education_checks": 310, "lado_first_meeting": 180,
    "short_breaks_difference": 40, "training_action_taken": 700,
}  # fmt: skip
#: Asked of Rutland alone in `data/duties.csv`; in the demonstration of both councils.
MONTHLY = "cp_plans_month"
MONTHLY_LEVELS = {(COUNTY, LEICESTERSHIRE): 511.0, (COUNCIL, RUTLAND): 28.0}


@dataclass(frozen=True, kw_only=True)
class PlantedChange:
    """A real change in the made-up figures: from a quarter on (counted from 0) the usual level is `factor` times it.

    With `is_trend`, it is the factor for each quarter after that one.
    """

    indicator: str
    area_code: str
    first: int
    factor: float
    is_trend: bool = False


#: All else stays at its level, so whatever else is called a change is chance.
PLANTED = (
    PlantedChange(indicator="cse_referrals", area_code=LEICESTERSHIRE, first=6, factor=2.0),
    PlantedChange(indicator="lado_referrals", area_code=RUTLAND, first=5, factor=2.5),
    PlantedChange(indicator="missing_from_care", area_code=LEICESTERSHIRE, first=3, factor=0.68),
    PlantedChange(indicator="neglect_referrals", area_code=LEICESTERSHIRE, first=4, factor=1.5),
    PlantedChange(indicator="contacts", area_code=RUTLAND, first=0, factor=1.06, is_trend=True),
    PlantedChange(indicator="self_harm_acute", area_code=BOTH, first=0, factor=1.1, is_trend=True),
)
