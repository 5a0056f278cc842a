"""Figures: exact arithmetic over fractions, rounding, and amounts as a sentence says them.

In: fractions, decimals and dates. Out: fractions that are exact, or exact to a stated precision;
decimals rounded on purpose; text for people.

arithmetic   sums, logarithms and powers
rounding     to decimal places, without a float or a limited precision on the way
amounts      £250,000, twenty-five, 6 months, a list with its "and"
"""
