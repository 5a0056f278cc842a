"""The documents: framework agreement, call-off contract, invitation, letters, notices, comparison.

In: a `Framework`, and an evaluation, a contract or a decision. Out: papers, ready for rendering.
"""
