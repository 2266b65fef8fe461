"""Measured speed: each figure a ratio of two things measured side by side in one run. Never a test."""
