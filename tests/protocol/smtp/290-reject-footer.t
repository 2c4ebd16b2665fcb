# smtpd_reject_footer: lines behind each refusal, with macros; a log line is the refusal alone.
SET smtpd_reject_footer \c. For $recipient_name$sender\nask $client_address: ${nosuch?x}${helo_name}
NAME 192.0.2.10 good.example
S... 220 *
C: foo
S: 500-5.5.2 Error: command not recognized. For 
S: 500 5.5.2 ask 192.0.2.10: 
C: HELO x(y
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@example.com>
S: 550-5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in virtual mailbox table. For <>
S: 550 5.1.1 ask 192.0.2.10: x(y
LOG NOQUEUE: reject: RCPT from good.example[192.0.2.10]: 550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in virtual mailbox table; from=<> to=<nobody@example.com> proto=SMTP helo=<x(y>
