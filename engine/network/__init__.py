"""The second executor: the same rules, run by durable-rules.

In: groups of rules and profiles, as codes. Out: which rules fire. Only `sessions` knows
durable-rules.

encoding          answers become small whole numbers, and rules comparisons of them
coded_conditions  the language of those rules
layout            groups of them laid out as durable rules, within every limit
sessions          profiles go in, the rules that fire come out
"""
