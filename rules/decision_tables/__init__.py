"""Decision tables: another spelling of rules, with DMN's names and meanings.

In: tables as people write them, inline or as CSV. Out: plain rules; nothing that runs rules knows
of tables.

cells      what an input cell asks
tables     the table as written
meaning    what each row asks, covers and gives
partition  exact proofs about conditions that compare one subject at a time with constants
proofs     rows that clash, gaps that no row covers, rows that never hold
expansion  tables become rules
"""
