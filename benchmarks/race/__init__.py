"""Home and Explore as a user of Dash, Vizro and Panel would write them, and what measures them beside ours.

`figures.py` and the boards run with the peers' own packages (`requirements.txt`) and import nothing of ours.
"""
