# W-03, variant: reject_unauth_destination among the recipient restrictions, no relay restrictions.
SET mail_name Postfix
SET smtpd_relay_restrictions
SET smtpd_recipient_restrictions permit_mynetworks,reject_unauth_destination
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Postfix
C: MAIL FROM: test@cs.nctu.edu.tw
S: 250 2.1.0 Ok
C: RCPT TO: someone@gmail.com
S: 554 5.7.1 <someone@gmail.com>: Relay access denied
C: QUIT
S~ 221*
CLOSED
