"""How fast the dashboard is, as ratios to a floor of the same run, and how often its signals are right."""
