"""What an owner is told of a definition that loads: lints, proofs and trials of forms, cases."""
