"""Topics: what a clause can state, each with its values as a clause may use them.

In: a `Framework`. Out: its `Topic`s, in order, by `listing.topics_of`:

    framework/parties, framework/term, framework/value, framework/lots, framework/buyers,
    framework/routes, framework/law          what `framework.yaml` says
    call-off/term                            how long a call-off contract of each lot may be
    ways/<way>                               a way of evaluating, with the rules that it expands to
    feedback/standstill, feedback/<letter>   the standstill, and each letter
    permissions/<action>                     an action of the contract
    <ruleset>/<rule>                         a rule of a plain ruleset that has contractual effect

A path in `states` is the name of a topic, of a group of them (`permissions`, `eligibility`), or of
one rule of a topic (`permissions/extend/notice`).
"""
