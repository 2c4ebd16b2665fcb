# A header cannot be put in front of what is already here.
SET smtpd_end_of_data_restrictions check_sender_access inline:{ { spam.example = PREPEND X-Late: yes } }
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: .
S~ 250 2.0.0 Ok: queued as *
LOG warning: *PREPEND has no effect behind the data
NOTEXT X-Late: yes
