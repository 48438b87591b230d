"""Hypothesis without a database on disk and without a limit of time: machines are busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("readers", deadline=None, database=None, max_examples=120)
settings.load_profile("readers")
