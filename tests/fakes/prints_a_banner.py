import honest

honest.note_pid()
print("Fake adapter 1.0 starting")
for request in honest.requests():
    honest.say(honest.echo(request))
