"""The figures of a CSV file by others' programs: pyCANON (CSIC, Apache-2.0) where it has the measure, and SciPy or the
definition of the paper, in exact fractions, where it has not or rounds. Prints JSON.

    python3 independent.py FILE DELIMITER QUASI,.. SENSITIVE,.. NUMERIC,..

Ends with code 3 when pyCANON is not installed (pip install pycanon==1.3.6)."""

import json
import sys
from fractions import Fraction

try:
    import pandas
    from pycanon import anonymity, metrics
    from scipy.stats import entropy, wasserstein_distance
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

from importlib.metadata import version


def distinct_and_recursive(column, groups, c):
    """The l of recursive (c,l)-diversity. pyCANON sorts counts upwards where the paper sorts them downwards."""
    least = None
    for group in groups:
        counts = sorted(column.loc[group].value_counts().tolist(), reverse=True)
        held = [l for l in range(1, len(counts) + 1) if counts[0] < c * sum(counts[l - 1:])]
        found = max(held, default=0)
        least = found if least is None else min(least, found)
    return least


def ordered(column, groups):
    """The ordered distance by SciPy: the values' ranks, scaled to lie from 0 to 1."""
    values = sorted(column.unique())
    rank = {value: place / max(len(values) - 1, 1) for place, value in enumerate(values)}
    ranks = column.map(rank)
    return max(wasserstein_distance(ranks.loc[group], ranks) for group in groups)


def main():
    file, delimiter, quasi, sensitive, numeric = sys.argv[1:]
    quasi, sensitive, numeric = quasi.split(","), sensitive.split(","), numeric.split(",")
    table = pandas.read_csv(file, sep=delimiter, dtype=str, keep_default_na=False)
    for name in numeric:
        if name:
            table[name] = pandas.to_numeric(table[name])
    groups = list(table.groupby(by=quasi).groups.values())
    sizes = sorted(len(group) for group in groups)
    found = {
        "tool": f"pycanon {version('pycanon')}",
        "k": anonymity.k_anonymity(table, quasi),
        "classes": len(groups),
        "unique": sizes.count(1),
        "median": float(pandas.Series(sizes).median()),
        "max": sizes[-1],
        "discernibility": int(metrics.discernability_metric(table, table, quasi)),
        "average_class": metrics.average_ecsize(table, table, quasi) * anonymity.k_anonymity(table, quasi),
        "attributes": {},
    }
    for name in sensitive:
        column = table[name]
        shares = [column.loc[group].value_counts(normalize=True) for group in groups]
        found["attributes"][name] = {
            "distinct": anonymity.l_diversity(table, quasi, [name]),
            "entropy": min(2.718281828459045 ** entropy(share) for share in shares),
            "entropy_floor": anonymity.entropy_l_diversity(table, quasi, [name]),
            "recursive": distinct_and_recursive(column, groups, Fraction(3)),
            "t": float(anonymity.t_closeness(table, quasi, [name])),
            "t_scipy": float(ordered(column, groups)) if name in numeric else None,
            "homogeneous": sum(len(share) == 1 for share in shares),
        }
    print(json.dumps(found, indent=1))


main()
