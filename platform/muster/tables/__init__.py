"""Files that people bring in, read as tables: CSV, XLSX and JSON Lines, whoever wrote them.

It knows nothing of what the rows are about. A file is read row by row, more than once if need be.
"""
