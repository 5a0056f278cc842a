"""Contracts: what may be done to one, and why.

In: a contract with its history, and a request. Out: a decision with its reasons.
"""
