"""Trains a persona's adapter from token ids that Parley's own engine made."""
