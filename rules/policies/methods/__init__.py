"""Methods: how a whole way of evaluating ranks bids, and the choices that go with it.

In YAML a method is the `method` of a way, as a word or with its parameters:

    method: weighted-sum
    method: {method: value-for-money-index, price_unit: 1000000}

Each method is one class that declares everything about it: the keys that an owner sets, its source,
its arithmetic (`totals`, `workings`, `level_prices`), and the lines of mathematics and the
sentences that set it out in an agreement (`mathematics`). A new method is a class here and a line
in `every_method`.

In the docstrings Q is a bid's quality: the weighted mean of its scores on every criterion but
price, from 0 to Qmax (100 unless the scale says otherwise). P is its price; WQ and WP are the
weightings of quality and price. A method gives each bid a total; `best` says whether the highest or
the lowest total comes first.

*Relative* means that the total depends on the other bids; *reversible*, that the arrival or
withdrawal of a bid that loses can change which of two others comes first.

evaluation_method  what all methods have in common; bids as methods see them
sums_and_orders    points added up; the lowest price; the best quality; one criterion after another
ratios             the price divided by what quality earns
deductions         what quality earns, taken off the price
every_method       all of them, as one type
choices            how marks combine, how ties are broken, which bids are shortlisted
"""
