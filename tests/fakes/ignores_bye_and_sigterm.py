import signal
import time

from honest import echo, requests, say

signal.signal(signal.SIGTERM, signal.SIG_IGN)
for request in requests():
    say(echo(request))
time.sleep(600)
