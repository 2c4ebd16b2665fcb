S... 220 *
C: STARTTLS
S: 502 5.5.1 Error: command not implemented
