"""The API and the site laid down as files, with which nginx alone serves readers; a program of its own."""
