"""What a running server tells about itself, under ``/__mock__/``."""
