import time

from honest import echo, requests, say, triggered

for request in requests():
    if triggered(request):
        time.sleep(600)
    say(echo(request))
