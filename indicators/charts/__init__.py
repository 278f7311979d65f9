"""Charts: results in, Plotly figures out; nothing here knows of Streamlit or DuckDB."""
