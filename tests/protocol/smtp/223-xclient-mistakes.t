# What is wrong in XCLIENT is named, and changes nothing.
SET smtpd_authorized_xclient_hosts 192.0.2.10
S... 220 *
C: HELO x
S~ 250 *
C: XCLIENT ADDR=bad
S: 501 5.5.4 Bad ADDR syntax: bad
C: XCLIENT NAME=b..d ADDR=203.0.113.1
S: 501 5.5.4 Bad NAME syntax: b..d
C: XCLIENT FOO=x
S: 501 5.5.4 Bad XCLIENT attribute name: FOO
C: XCLIENT
S: 501 5.5.4 Syntax: XCLIENT attribute=value...
C: XCLIENT PORT=70000
S: 501 5.5.4 Bad PORT syntax: 70000
C: XCLIENT NAME=+0x
S: 501 5.5.4 Bad attribute value syntax: NAME=+0x
C: XCLIENT PROTO=LMTP
S: 501 5.5.4 Bad PROTO syntax: LMTP
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<x@foreign.example>
S: 454 4.7.1 <x@foreign.example>: Relay access denied
LOG NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 454 *
