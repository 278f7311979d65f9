"""Judgements of the latest figures: telling change from chance, by pure functions on numbers and frames.

`cycle.judge_cycle` asks every question of one reporting cycle and gives the shortlist of those that deserve an
answer. The rules are in `change` (change, trend), `comparison` (comparators, the board's two areas), `targets`,
`spc_series` (stability) and `data_quality`; `significance` and `expected` hold the two yardsticks, chance alone and
how much such figures usually move, and `confidence_intervals`, `spc` and `funnel` the published methods.
"""
