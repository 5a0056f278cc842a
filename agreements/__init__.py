"""What is agreed: the whole definition, linked, and the documents made from it."""
