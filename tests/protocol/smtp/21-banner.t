SET smtpd_banner $myhostname ESMTP
SET myhostname mta1.domain.com
S: 220 mta1.domain.com ESMTP
C: quit
S: 221 2.0.0 Bye
CLOSED
