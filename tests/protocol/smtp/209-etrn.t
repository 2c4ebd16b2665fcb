# smtpd_etrn_restrictions and check_etrn_access.
SET smtpd_etrn_restrictions check_etrn_access inline:{ { example.com = 550 no } }
S... 220 *
C: EHLO x
S... 250 *
C: ETRN example.com
S: 550 5.7.1 <example.com>: Etrn command rejected: no
C: ETRN other.example
S: 502 5.5.1 Error: command not implemented
