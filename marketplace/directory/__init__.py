"""Whole directories of companies, brought in by the operator."""
