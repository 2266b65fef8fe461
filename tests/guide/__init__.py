"""docs/guide.md, made by asking a running service what its source (guide.md here) asks."""
