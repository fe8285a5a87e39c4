import time

from honest import echo, requests, say

for request in requests():
    time.sleep(0.1)
    say(echo(request))
