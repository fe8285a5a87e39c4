from honest import echo, requests, say, triggered

for request in requests():
    if triggered(request):
        break
    say(echo(request))
