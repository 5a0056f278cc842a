"""The whole definition of a framework, linked.

In: a folder. Out: a `Framework`, or every problem found with file and line.
"""
