"""What is decided: values, conditions, rules, the policies that expand to rules, wording and reading."""
