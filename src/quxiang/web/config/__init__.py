"""How one installation is put together: settings from the environment, URLs, WSGI."""
