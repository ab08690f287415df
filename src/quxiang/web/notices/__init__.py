"""约谈通知与整改通知书: from ticked cases of one college to what the college answers.

Owns notices, their words, steps and the files colleges answer with. Does not own cases
(``alerts``), numbers and PDFs (``documents``), nor Word templates (``wordfiles``).
"""
