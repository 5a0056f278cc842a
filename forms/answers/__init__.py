"""Answers in and out: as a browser posts them, as JSON has them, as rules read them.

In: raw answers, from the fields of a page (`posting`, `fields`) or a document. Out: exact values
and facts, or faults at their places (`parsing`, `answers`); and JSON again (`writing`).
"""
