"""Codes that authorities of England bore before they got another, as the Office for National Statistics has them."""

#: An authority of the same area under another code: its figures go on.
FORMER = {
    "E06000048": "E06000057",  # Northumberland, 2013
    "E08000020": "E08000037",  # Gateshead, 2013
    "E10000002": "E06000060",  # Buckinghamshire, 2020
    "E10000023": "E06000065",  # North Yorkshire, 2023
    "E10000027": "E06000066",  # Somerset, 2023
    "E08000016": "E08000038",  # Barnsley, 2023
    "E08000019": "E08000039",  # Sheffield, 2023
    "E10000005": "E06000052",  # Cornwall, 2009
    "E10000010": "E06000047",  # County Durham, 2009
    "E10000022": "E06000057",  # Northumberland, 2009
    "E10000026": "E06000051",  # Shropshire, 2009
    "E10000033": "E06000054",  # Wiltshire, 2009
}
#: An authority that became several, or gave up a part: its figures are those of none of today's.
SPLIT = {
    "E10000001": ("E06000055", "E06000056"),  # Bedfordshire: Bedford, Central Bedfordshire, 2009
    "E10000004": ("E06000049", "E06000050"),  # Cheshire: Cheshire East, Cheshire West and Chester, 2009
    "E10000009": ("E06000059", "E06000058"),  # Dorset: Dorset; Christchurch went to Bournemouth and Poole, 2019
    "E06000028": ("E06000058",),  # Bournemouth: Bournemouth, Christchurch and Poole, 2019
    "E06000029": ("E06000058",),  # Poole: Bournemouth, Christchurch and Poole, 2019
    "E10000021": ("E06000061", "E06000062"),  # Northamptonshire: North and West Northamptonshire, 2021
    "E10000006": ("E06000063", "E06000064"),  # Cumbria: Cumberland, Westmorland and Furness, 2023
}
