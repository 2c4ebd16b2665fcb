# reject_unauth_destination instead of the default; disguised relaying is refused the same way.
SET smtpd_relay_restrictions
SET smtpd_recipient_restrictions permit_mynetworks,reject_unauth_destination
S... 220 *
C: MAIL FROM:<test@cs.nctu.edu.tw>
S: 250 2.1.0 Ok
C: RCPT TO:<someone@gmail.com>
S: 554 5.7.1 <someone@gmail.com>: Relay access denied
C: RCPT TO:<someone%gmail.com@example.com>
S: 554 5.7.1 <someone%gmail.com@example.com>: Relay access denied
C: RCPT TO:<"someone@gmail.com"@example.com>
S: 554 5.7.1 <"someone@gmail.com"@example.com>: Relay access denied
C: RCPT TO:<@example.com:someone@gmail.com>
S: 554 5.7.1 <someone@gmail.com>: Relay access denied
C: RCPT TO:<gmail.com!someone@example.com>
S: 554 5.7.1 <gmail.com!someone@example.com>: Relay access denied
C: RCPT TO:<@relay.example,@other.example:bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
TO <bob@example.com>
