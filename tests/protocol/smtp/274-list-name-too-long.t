# A name that no DNS message could hold is on no list.
SET smtpd_recipient_restrictions reject_rhsbl_sender aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.example
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
NOTASKED aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.example.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee.example A
