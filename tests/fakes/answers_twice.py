import time

from honest import echo, requests, say, triggered

for request in requests():
    say(echo(request))
    if triggered(request):
        time.sleep(0.02)  # the first answer is read by now
        say(echo(request))
