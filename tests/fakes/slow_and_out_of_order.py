# Collects eight requests and answers them last first, with pauses.
import time

from honest import echo, requests, say

held = []
for request in requests():
    held.append(echo(request))
    if len(held) == 8:
        while held:
            say(held.pop())
            time.sleep(0.005)
