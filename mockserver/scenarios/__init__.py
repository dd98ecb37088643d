"""The scenario language: models, loading with positions, the catalogue."""
