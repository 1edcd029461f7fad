"""The company's own words and hours for its queue: opening hours, canned replies, dispositions."""
