"""Packs: what somebody collected, as files that other tools open."""
