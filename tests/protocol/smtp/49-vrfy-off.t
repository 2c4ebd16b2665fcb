SET disable_vrfy_command yes
S... 220 *
C: EHLO x
S... 250-SIZE *
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: VRFY bob@example.com
S: 502 5.5.1 VRFY command is disabled
