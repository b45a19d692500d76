"""The guides of docs/help as pages, and the section of them that each page leads to."""
