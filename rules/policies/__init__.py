"""Policies: what owners write at length, and the plain rules that it stands for.

In: `rulesets/*.yaml` as data. Out: frozen models, and the rules that the
engine runs (`rules_of_way`, `rules_of_feedback`, `rules_of_permissions`).

evaluation      the ways in which a buyer may run an evaluation
methods         how a whole way ranks bids, and the choices that go with it
formulas        how one criterion turns prices into scores
measures        the one figure that a criterion takes from a bid's answers
feedback        what each supplier must be told
actions         what may be done to a contract, each action with its limits
permissions     the policy of all actions, and the rules that it stands for
contract_facts  what rules about a contract may read
"""
