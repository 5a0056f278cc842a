"""Clauses: the words of an agreement, which take every figure from the rules that they state.

In: a `Framework` and its clause texts, or the library's. Out: numbered parts of a document.
"""
