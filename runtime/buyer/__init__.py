"""Buyers' pages: a competition from the brief to the contract. Nothing is here yet.

To come: routes open to a buyer, briefs, clarifications, the panel's marks and moderation, the
award, letters, and the contract's actions.

In: what buyers and evaluators post, and submitted bids. Out: pages, competitions and contracts,
decided by `agreements.operations` and nothing else.
"""
