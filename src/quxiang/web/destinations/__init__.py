"""Where graduates go: registrations, their versions, confirmation, exchange with other systems.

Not who signs (``approvals``), not what proves it (``evidence``), not who is counted (the engine).
"""
