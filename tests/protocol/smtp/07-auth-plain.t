# AUTH without EHLO, then relaying; what the client wrote stays as it is.
SET mail_name Postfix
SET smtpd_sasl_auth_enable yes
SET smtpd_recipient_restrictions permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Postfix
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
C: RCPT TO: someone@example.org
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: To: someone@example.org
C: Subject: This is authenticated client
C: Message-Id: <20160307150109.A@demo1.nasa.lctseng.nctucs.net>
C: Date: Mon, 7 Mar 2016 15:01:09 +0800 (CST)
C: From: lctseng@nasa.lctseng.nctucs.net (lctseng)
C:
C: Test Mail
C: .
S~ 250 2.0.0 Ok: queued as *
ENVELOPE sasl_username=test
ENVELOPE sasl_method=PLAIN
TEXT Date: Mon, 7 Mar 2016 15:01:09 +0800 (CST)
TEXT From: lctseng@nasa.lctseng.nctucs.net (lctseng)
NOTEXT From: lctseng@nasa.lctseng.nctucs.net
LOG 6EBFAA7E91E: client=unknown[192.0.2.10], sasl_method=PLAIN, sasl_username=test
LOG 6EBFAA7E91E: message-id=<20160307150109.A@demo1.nasa.lctseng.nctucs.net>
