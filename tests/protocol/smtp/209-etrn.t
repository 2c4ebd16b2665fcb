# smtpd_etrn_restrictions and check_etrn_access, then fast_flush_domains (RFC 1985).
SET smtpd_etrn_restrictions check_etrn_access inline:{ { example.com = 550 no } }
SET relay_domains relay.example, example.com
S... 220 *
C: EHLO x
S... 250 *
C: ETRN example.com
S: 550 5.7.1 <example.com>: Etrn command rejected: no
C: ETRN other.example
S: 459 <other.example>: service unavailable
FLUSHED
C: ETRN @relay.example
S: 250 Queuing started
FLUSHED relay.example
C: ETRN
S: 500 Syntax: ETRN domain
C: ETRN a..b
S: 501 Error: invalid parameter syntax
