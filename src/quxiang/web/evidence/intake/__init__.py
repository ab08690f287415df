"""What an upload is, and what of it is kept; knows no Django, so that a small process can run it.

Pictures and PDFs come from strangers and are opened by large C libraries, so this runs in a child
process with limits (``apart``); the web process itself never decodes one.
"""
