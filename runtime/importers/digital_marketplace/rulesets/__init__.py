"""Turn their rules into rulesets.

    schema_rules.py       a JSON Schema becomes a condition
    exclusion_grounds.py  pass and fail rules of a declaration become a ruleset
    weightings.py         the weightings of a brief become ways of evaluating

In: a `Source` and the forms made from it. Out: plain data for the files of rulesets.
"""
