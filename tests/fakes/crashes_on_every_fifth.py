import os

from honest import echo, requests, say

for count, request in enumerate(requests(), 1):
    if count == 5:
        os._exit(3)
    say(echo(request))
