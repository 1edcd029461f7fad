"""The company's own audit trail."""
