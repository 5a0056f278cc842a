"""Policies: what owners write at length, and the plain rules that it stands for.

In: `rulesets/*.yaml` as data. Out: frozen models, and the rules that the
engine runs (`rules_of_way`, `rules_of_feedback`, `rules_of_permissions`).

ways              one way in which a buyer may run an evaluation, as the owner writes it
criteria          what a way compares bids on, and how each criterion is scored
scales            the marks that people may give
evaluation        the rules that a way stands for
evaluation_facts  what rules of a way may read, and from which stage on
way_problems      what is wrong with a way as a whole
methods           how a whole way ranks bids, and the choices that go with it
formulas          how one criterion turns prices into scores
measures          the one figure that a criterion takes from a bid's answers
feedback          what each supplier must be told
actions           what may be done to a contract, each action with its limits
action_limits     how a limit is written, and what is said of it
permissions       the policy of all actions
permission_rules  the rules that the policy stands for
contract_facts    what rules about a contract may read
"""
