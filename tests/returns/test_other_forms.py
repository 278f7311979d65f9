"""Publishers' files in forms that are not read: each is told what it is and what to send instead."""

import io

import openpyxl
import pytest

from indicators.errors import ReturnRefused

FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit\n"
    "90803,Children in care,E12000004,East Midlands,E10000018,Leicestershire,County,Persons,<18 yrs,,,2019,47.1,43\n"
)
RELEASE = [
    ["Table LAA1: Children looked after at 31 March, by local authority"], ["Years ending 31 March 2013 to 2014"], [],
    ["", "", 2013, 2014], ["E10000018", "Leicestershire", 420, 450], ["Source: SSDA903"],
]  # fmt: skip


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (book(Data=[line.split(",") for line in FINGERTIPS.splitlines()]), ("is a download of Fingertips",)),
        (book(Index=[["Contents"]], LAA1=RELEASE),
         ("is a published table laid out for reading (Table LAA1", "statistical first releases", "open data in CSV")),
        (book(A=[["SFR 61/2017"], ["Area", "Number"], ["Rutland", 3]]), ("laid out for reading (SFR 61/2017)",)),
        ("geog_l,geog_c,geog_n,CLA_Mar2011,CLA_Mar2012\nLA,E10000018,Leicestershire,360,400\n",
         ("seems to be a publisher's table by authority in a form that is not known (geog_l, geog_c",)),
        ("col_name,col_type,label\ncategory,Filter,Category\n", ("is the description of the columns",)),
        ("date,geography,geography code,obs_value\n2024,Rutland,E06000017,7\n", ("is a download of Nomis",)),
    ],
)  # fmt: skip
def test_it_is_named_with_what_to_do(read, content, words):
    with pytest.raises(ReturnRefused) as caught:
        read(content)
    told = str(caught.value)
    assert all(part in told for part in words), told
    assert "Code (or Indicator)" not in told


@pytest.mark.long
def test_a_persons_table_beside_a_published_one_is_read(read):
    heading = ["Indicator", "Area", "Period", "Figure", "Source"]
    own = book(Return=[heading, ["contacts", "Rutland", "2015/16", 5, "report"]], LAA1=RELEASE)
    assert read(own).counts["new"] == 1
