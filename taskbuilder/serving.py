"""How gunicorn serves: with threads, since a program's call may wait for the cloud.

WEB_CONCURRENCY says how many processes there are.
"""

worker_class = "gthread"
threads = 32
# Longer than a call may wait (api.preferences.LONGEST_WAIT), and than a look in the cloud takes.
timeout = 90
