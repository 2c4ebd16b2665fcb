# smtpd_data_restrictions, for DATA and for the first BDAT.
SET smtpd_data_restrictions reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 554 5.7.1 <DATA>: Data command rejected: Access denied
C: BDAT 5
C! hello
S: 554 5.7.1 <DATA>: Data command rejected: Access denied
C: BDAT 0 LAST
S~ 551 *
QUEUED 0
