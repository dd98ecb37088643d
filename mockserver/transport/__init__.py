"""How requests come in and replies go out: the socket server and the WSGI application."""
