"""The reference: an evaluation written a second time, to hold the first one against.

A definition and a competition come in as plain data, with the answers as forms read them and
decision tables as the rules that they stand for. Out comes a `ReferenceEvaluation`, or a refusal.
It is written from the pages in docs/reference, slow, obvious and exact, and imports nothing of the
product, so that it shares no fault with it.
"""
