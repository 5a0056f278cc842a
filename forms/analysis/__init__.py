"""What is known of a form before anybody fills it in.

In: a `LinkedForm`. Out: proofs of what can never be shown, answered or accepted (`reachability`, on
the `state_space` that its conditions tell apart); and trials whether every draft can be completed
(`feasibility`, which draws answers, and `dead_ends`, what it finds).
"""
