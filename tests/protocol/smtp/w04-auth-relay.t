# W-04: AUTH PLAIN without EHLO, then mail to a foreign domain, taken as it was written; a wrong password opens nothing; the
# other ways to say the same.
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
TO <someone@example.org>
TEXT Message-Id: <20160307150109.A@demo1.nasa.lctseng.nctucs.net>
TEXT Date: Mon, 7 Mar 2016 15:01:09 +0800 (CST)
TEXT From: lctseng@nasa.lctseng.nctucs.net (lctseng)
BODY Test Mail\r\n
NOTEXT From: lctseng@nasa.lctseng.nctucs.net
ENVELOPE sasl_username=test
ENVELOPE sasl_method=PLAIN
LOG 6EBFAA7E91E: client=unknown[192.0.2.10], sasl_method=PLAIN, sasl_username=test
LOG 6EBFAA7E91E: message-id=<20160307150109.A@demo1.nasa.lctseng.nctucs.net>
CONNECT 2
S~ 220 *
C: AUTH PLAIN AHRlc3QAd3Jvbmc=
S~ 535 5.7.8 Error: authentication failed: *
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
C: RCPT TO: someone@example.org
S~ 454 *
CONNECT 3
S~ 220 *
C: AUTH PLAIN
S~ 334 *
C: AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
CONNECT 4
S~ 220 *
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: dGVzdA==
S: 334 UGFzc3dvcmQ6
C: dGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
QUEUED 1
