"""Checks of a definition that loads: lints, proofs and trials of its forms, and its cases.

In: a `Framework`. Out: findings for its owner, each with file and line.
"""
