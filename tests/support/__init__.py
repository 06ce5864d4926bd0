"""Builders for tests: real objects, real keys, real git.  They assert nothing."""
