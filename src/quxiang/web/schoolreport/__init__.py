"""学校核查报告 (N1.2): drafted from one snapshot and all colleges, worded, frozen to be signed.

Owns the report's texts and the numbers it was drafted with. Does not own who signs it, its stamp,
its filing with the province and the receipt (``papers``), nor what other apps know (``sections``).
"""
