"""Workbooks: checked before they are opened, and opened in a process of their own, with bounds."""
