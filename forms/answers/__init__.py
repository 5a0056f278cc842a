"""Answers in and out: as a browser posts them, as JSON has them, as rules read them.

In: raw answers, from the fields of a page (`posting`, `fields`) or a document. Out: exact values
and facts, or faults at their places; and JSON again (`writing`).

An answer is read in four steps, each of which knows more than the one before it and is used without
the next: `forms.model.typed_values` knows what a figure, a date or a text looks like (limits in a
definition are read by it too); `Question.read` knows the limits of one question; `parsing` the
parts of an answer, and what is offered where other answers stand; `answers` the path through the
form, what is missing on it, and the checks between answers.
"""
