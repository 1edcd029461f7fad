"""The operator's own pages: how it goes, jobs, mail, audit."""
