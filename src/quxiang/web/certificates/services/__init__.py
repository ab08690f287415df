"""Every write of certificates: ``trusting`` and ``owning``; ``sealing`` seals a PDF."""
