"""The examples of README, docs and docstrings are tests: see tests/documents.py."""

from documents import pytest_collect_file, pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collect_file", "pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]
