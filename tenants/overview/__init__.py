"""The first page of the portal: how it stands with the company's customers, and what to do next."""
