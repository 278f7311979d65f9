"""The DuckDB store: where figures lie, and how it is written anew and put in the old one's place."""
