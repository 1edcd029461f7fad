"""Contacts and messages: the thread between a consumer and one company's agent."""
