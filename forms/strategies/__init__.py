"""Hypothesis strategies: answers to a form, right ones and ones with one thing wrong.

In: a `LinkedForm`. Out: strategies, from which checks and tests draw.
"""
