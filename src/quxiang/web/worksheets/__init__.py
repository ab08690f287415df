"""逐一核查: a conclusion of every record, by the college, by the centre, by another college.

Owns conclusions and rounds of 交叉互查 with whom they give which records to read. What is wrong
becomes a case of ``alerts``; what is looked at belongs to ``destinations`` and ``evidence``.
"""
