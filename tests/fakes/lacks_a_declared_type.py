import honest

honest.HELLO["types"] = ["Other", "Thing"]
for request in honest.requests():
    honest.say(honest.echo(request))
