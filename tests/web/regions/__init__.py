"""Region templates and the contact sheet, as people see them."""
