from honest import echo, requests, say

for number, request in enumerate(requests(), 7):
    say(echo(request) | {"seq": number})
