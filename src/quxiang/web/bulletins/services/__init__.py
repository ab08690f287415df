"""Draft, edit, sign off, issue and withdraw bulletins; keep templates and headings."""
