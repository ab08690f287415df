"""学院自查: a college's plan, its report drafted from what was concluded, and until when.

Owns plan, text and numbers of the report and which conclusions it froze. Conclusions belong to
``worksheets``; who signs, stamps, files and accepts the report belongs to ``papers``.
"""
