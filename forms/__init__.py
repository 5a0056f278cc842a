"""What is asked: question types, forms, the path through them, answers in."""
