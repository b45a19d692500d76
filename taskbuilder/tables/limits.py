"""How much is read of a table. Imports nothing, so that the process that opens workbooks starts fast."""

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_BYTES = 50 * 1024 * 1024
"""Of a file as it is uploaded."""
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a workbook holds in all, once it is unpacked."""
MOST_CELLS = 3_000_000
"""Of the area from a sheet's first cell to its last one, filled or not."""
LONGEST_CELL = 32_767
"""Characters: as many as a spreadsheet's cell holds."""
