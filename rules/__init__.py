"""What is decided: values, conditions, rules, policies that expand to rules, wording, reading."""
