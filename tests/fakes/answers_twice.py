from honest import echo, requests, say, triggered

for request in requests():
    say(echo(request))
    if triggered(request):
        say(echo(request))
