"""The arithmetic of evaluation: pure functions over exact fractions, each with its source."""
