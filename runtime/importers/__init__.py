"""Importers: frameworks that were made elsewhere become folders of ours."""
