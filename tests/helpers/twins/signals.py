"""Slow twins of the numbers behind the signals, in plain Python and one figure at a time."""

from itertools import pairwise
from math import comb, exp, pi, sqrt

from scipy import integrate, special


def history(tops, bases, memory, *, is_share):
    """What came before each period as (top, base, swings), None where nothing did; a gap is None in `tops`."""
    found = []
    for now in range(len(tops)):
        past = [(t, b) for t, b in zip(tops[:now], bases[:now], strict=True) if t is not None]
        weights = [memory**age for age in reversed(range(len(past)))]
        found.append(effective(past, weights, is_share) if past else None)
    return found


def effective(past, weights, is_share):
    """The count and base that have a weighted sum's rate and its sampling error."""
    top = sum(w * t for w, (t, _) in zip(weights, past, strict=True))
    base = sum(w * b for w, (_, b) in zip(weights, past, strict=True))
    swings = sum(w * w for w in weights) / sum(weights) ** 2
    if is_share or top == 0:
        size = base**2 / sum(w * w * b for w, (_, b) in zip(weights, past, strict=True))
        return top / base * size, size, swings
    count = top**2 / sum(w * w * t for w, (t, _) in zip(weights, past, strict=True))
    return count, count * base / top, swings


def two_sided(probabilities, place):
    """Twice the smaller side of a distribution, half of `place` itself on either side."""
    below = sum(probabilities[:place]) + probabilities[place] / 2
    above = sum(probabilities[place + 1 :]) + probabilities[place] / 2
    return min(1.0, 2 * min(below, above))


def binomial_mid_p(top, base, before, base_before):
    """Two counts over two exposures, given their total."""
    total, share = top + before, base / (base + base_before)
    return two_sided([comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)], top)


def hypergeometric_mid_p(top, base, before, base_before):
    """Two proportions, given both bases and the total of both numerators."""
    tops, everyone = top + before, base + base_before
    ways = [comb(tops, k) * comb(everyone - tops, base - k) if k <= base else 0 for k in range(tops + 1)]
    return two_sided([way / comb(everyone, base) for way in ways], top)


def averaged_mid_p(top, base, before, base_before, *, scale, degrees):
    """The binomial mid-p of one side averaged over a t-distributed step, doubled; integrated adaptively."""

    def weighted(place):
        # The place is on the normal scale, where heavy tails of t are not out of sight.
        step = -special.stdtrit(degrees, special.ndtr(-abs(place))) * (1 if place > 0 else -1)
        share = special.expit(special.logit(base / (base + base_before)) + scale * step)
        above = (special.bdtrc(top - 1, top + before, share) + special.bdtrc(top, top + before, share)) / 2
        return above * density(place)

    return doubled(weighted)


def smoothed_t(step, *, noise, scale, degrees):
    """The two-sided probability of a step that is t-distributed but seen with normal noise."""
    return doubled(lambda place: special.stdtr(degrees, -(abs(step) + noise * place) / scale) * density(place))


def density(place):
    """The normal density."""
    return exp(-place * place / 2) / sqrt(2 * pi)


def doubled(weighted):
    """Twice the smaller side of an integral over the normal scale."""
    bounds = [-8, -4, -2, 0, 1, 2, 3, 4, 5, 8]
    above = sum(
        integrate.quad(weighted, low, high, epsabs=1e-11, epsrel=1e-6, limit=100)[0] for low, high in pairwise(bounds)
    )
    return min(1.0, 2 * min(above, 1 - above))
