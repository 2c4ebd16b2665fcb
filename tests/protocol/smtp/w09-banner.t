# W-09: a minimal banner, quit in small letters.
SET myhostname mta1.domain.com
SET smtpd_banner $myhostname ESMTP
S: 220 mta1.domain.com ESMTP
C: quit
S~ 221 *Bye
CLOSED
