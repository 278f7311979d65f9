"""The figures of the board's annual report 2015/16 as it prints them: its profile and its table of CSE referrals."""

PROFILE_HEADS = [
    f"{area} {year}" for area in ("Rutland", "Leicestershire") for year in ("2013/14", "2014/15", "2015/16")
]
#: Printed as n/a where there is [x].
PROFILE = {
    "Contacts to children's services": ("690", "717", "901", "15,228", "14,632", "12,773"),
    "Referrals to children's social care": ("241", "255", "369", "5,895", "4,635", "3,953"),
    "Single assessments completed": ("[x]", "201", "313", "[x]", "3,797", "2,412"),
    "Contacts that became a referral to children's social care": ("35%", "36%", "41%", "39%", "32%", "32%"),
    "Contacts passed to early help": ("15%", "11%", "21% (Q4)", "13%", "14%", "21%"),
    "Children with a child protection plan on 31 March": ("34", "27", "29", "439", "393", "347"),
    "Children looked after on 31 March": ("34", "34", "39", "455", "470", "470"),
    "Referrals where child sexual exploitation is the main concern": ("[x]", "3", "8", "[x]", "184", "303"),
    "Episodes of children going missing from care": ("[x]", "3", "13", "[x]", "470", "709"),
}
#: The year before, the year, its quarters, and the trend in words.
CSE = {
    "Leicestershire": ("184", "303", "49", "75", "89", "90", "up from 49 to 90"),
    "Rutland": ("2", "8", "2", "2", "2", "2", "level at 2"),
}
