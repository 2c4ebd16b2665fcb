# Nobody else may, and nobody is told of it; what XCLIENT has made of a client gives it no rights.
SET smtpd_authorized_xclient_hosts 203.0.113.1
S... 220 *
C: EHLO x
S... 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 CHUNKING
C: XCLIENT ADDR=127.0.0.1
S: 550 5.7.0 Error: insufficient authorization
C: XFORWARD NAME=foo
S: 550 5.7.0 Error: insufficient authorization
