"""Telling change from chance: pure functions on numbers and frames, one file an idea.

- `control.control_chart`: limits, special causes, variation and assurance of one series or many;
- `intervals.count_interval`, `intervals.proportion_interval`: what a figure plausibly stands for;
- `change.change`, `trend.trend`, `targets.target`, `comparator.comparator`, `areas.areas`, `trouble.data`: the
  questions asked of every figure, each on frames of series;
- `shortlist.shortlist`: the answers that deserve a question, in order; `cycle.judge_cycle` runs all of it.

`change` and `trend` know two yardsticks: chance alone, and how much such figures usually move (`usual`).
"""
