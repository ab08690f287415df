"""Papers that are signed by named posts, stamped, filed and answered: reports and the like.

Owns a paper's frozen PDF, who signs it and did, its stamp, its receipts, its versions. Does not
own what stands in it: an app describes its kind (``kinds.register``), makes the PDF and hands it
over (``services.preparing.prepare``); what becomes of it the app is told (``PaperKind.told``).
"""
