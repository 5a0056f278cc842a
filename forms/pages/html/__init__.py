"""What pages are made of, whatever they show: components, text, templates with slots, language."""
