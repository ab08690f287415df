"""Numbered PDF documents: review form, batch sheet, one-person file; and whether one is genuine.

Owns numbers, templates, stored PDFs and the public answer to their QR codes. Does not own who
signs (``approvals``) or what proves a destination (``evidence``): they fill ``sources``.
"""
