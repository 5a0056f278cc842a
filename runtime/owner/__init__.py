"""The owner's pages: a framework is created, tried, approved and launched. Nothing is here yet.

To come: the dashboard, the designer of a definition, its check, the sandbox, review and launch, and
how a launched framework performs.

In: what an owner posts, and definitions from the store. Out: pages, and definitions as
`agreements.loading` reads them, each change with its history.
"""
