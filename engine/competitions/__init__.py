"""Competitions: from what a buyer puts in to a ranking with every reason.

In: a competition file and an `evaluation_plan`. Out: the `result`, as data.

competition      the file as a model
entry            the file held against the definition
evaluation_plan  one lot, one way, and the rules that apply, ready to run
measures         the figures that criteria take from answers
scoring          marks, rules and figures become scores and points
standings        where each bid stands, and the evaluation that they make up
stages           entry, scored, shortlisted, assessed, opened, totalled, ranked, decided
feedback_due     what each supplier must be told
result           all of it as plain data
"""
