"""The floor that our pages are compared with: one select box and one Plotly line, nothing else."""

import plotly.graph_objects as go
import streamlit as st

YEARS = ["2011/12", "2012/13", "2013/14", "2014/15", "2015/16"]
LINES = {
    "Leicestershire": [14100, 14300, 14632, 14720, 12773],
    "Rutland": [650, 690, 702, 717, 901],
    "England": [9100, 9300, 9900, 9700, 9500],
    "East Midlands": [8100, 8300, 8900, 8700, 8500],
}

st.title("Bare page")
area = st.selectbox("Area", list(LINES))
st.plotly_chart(go.Figure(go.Scatter(x=YEARS, y=LINES[area], name=area, showlegend=True)))
