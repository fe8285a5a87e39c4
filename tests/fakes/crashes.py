import os
import signal
import sys

from honest import echo, requests, say, triggered

for request in requests():
    if triggered(request):
        print("about to fall over", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
    say(echo(request))
