"""Price formulas: how one criterion turns the prices of bids into scores.

In YAML a formula is the `price` of a criterion:

    price: {of: total-price, formula: lowest-price-ratio}

Each formula is one class that declares everything about it: the keys that an owner sets, its
source, its arithmetic (`scores`), the lines of mathematics and the sentences that set it out in an
agreement (`mathematics`), and prices that make a telling example (`example_prices`). A new formula
is a class here and a line in `every_formula`.

In the docstrings P is the bid's price, Pmin, Pmax and Pmean the lowest, highest and mean price of
the bids compared, and S is `out_of`, the score of the best price, which the criterion's weighting
then scales.

A formula is *relative* when a bid's score depends on the other bids. A relative formula is
*reversible* when the arrival or withdrawal of a bid that loses can change which of two others
comes first.

price_formula  what all formulas have in common
ratios         the lowest price or a reference price over the price
differences    points lost for each per cent above the lowest, from the mean, by the logarithm
lines          a straight line between two prices
bands          a table of prices and scores
discounts      points for the discount from a budget
every_formula  all of them, as one type
"""
