"""What gunicorn starts."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quxiang.web.config.settings")
#: seconds a thread computes before another may: each statement gives way to the others, and the
#: usual 5 ms, waited ten times a page, held SQLite's write lock three times as long as it was used
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
