import json
import sys

from honest import echo, requests, say, triggered

for request in requests():
    if triggered(request):
        # In one write, so that the noise is seen even if it is behind the very last answer.
        sys.stdout.write(json.dumps(echo(request)) + "\ndone\n")
        sys.stdout.flush()
    else:
        say(echo(request))
