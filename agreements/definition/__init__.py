"""The whole definition of a framework, linked.

In: a folder. Out: a `Framework`, or every problem found with file and line. Clauses are kept as
text: `agreements.loading` holds them to the rules.

reading         files into models; `terms` and `rulesets` are those of this package
linking         models into a framework; `placed_rules` and `way_linking` are parts of it
framework       the framework, linked: evaluation plans for competitions, rules for applications
"""
