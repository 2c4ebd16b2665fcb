# A message without its two NULs is no PLAIN message.
S~ * OK *
C: a AUTHENTICATE PLAIN YWxpY2U=
S: a NO [AUTHENTICATIONFAILED] Authentication failed.
