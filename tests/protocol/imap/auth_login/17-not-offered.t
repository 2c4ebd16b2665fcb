# A mechanism that the administrator took away.
SET mechanisms 1
S~ * OK [CAPABILITY * AUTH=PLAIN] *
C: a AUTHENTICATE LOGIN
S~ a NO [CANNOT] *
