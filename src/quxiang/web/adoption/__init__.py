"""Who was taken over as entered and signed on paper before the school began here (N3.5).

Owns which file took over whom, and the scans of the papers signed then. Does not own the
registrations, nor what is signed in this system.
"""
