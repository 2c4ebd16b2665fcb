# Every action of access(5) that decides, for a recipient each; texts as Postfix 3.7 says them.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { ok@example.com = OK } { digits@example.com = 1234 } { number@example.com = 550 } { dunno@example.com = DUNNO said the table } { reject@example.com = REJECT } { rejecttext@example.com = REJECT some text } { rejectcode@example.com = REJECT 5.1.1 some text } { rejectodd@example.com = REJECT 4.7.9 odd text } { defer@example.com = DEFER } { defertext@example.com = DEFER 4.3.2 later } { four@example.com = 450 x } { five@example.com = 550 multi word text } { five2@example.com = 550 5.2.3 user x } { sendercode@example.com = 450 4.1.8 z } { difpermit@example.com = DEFER_IF_PERMIT } { grey@example.com = DEFER_IF_PERMIT 4.2.0 grey } { difreject@example.com = DEFER_IF_REJECT why } { bogus@example.com = bogus } { permitbogus@example.com = permit } { words@example.com = reject_unauth_destination, reject } { classword@example.com = greedy } { secondtable@example.com = check_sender_access inline:{nobody=reject} } { warn@example.com = warn_if_reject reject } { odd@example.com = 399 x } { odd2@example.com = 55x y } }
SET smtpd_restriction_classes greedy
SET greedy check_recipient_access inline:{ { classword@example.com = 550 greedy } }
ACCOUNT ok@example.com
ACCOUNT digits@example.com
ACCOUNT number@example.com
ACCOUNT dunno@example.com
ACCOUNT reject@example.com
ACCOUNT rejecttext@example.com
ACCOUNT rejectcode@example.com
ACCOUNT rejectodd@example.com
ACCOUNT defer@example.com
ACCOUNT defertext@example.com
ACCOUNT four@example.com
ACCOUNT five@example.com
ACCOUNT five2@example.com
ACCOUNT sendercode@example.com
ACCOUNT difpermit@example.com
ACCOUNT grey@example.com
ACCOUNT difreject@example.com
ACCOUNT bogus@example.com
ACCOUNT permitbogus@example.com
ACCOUNT words@example.com
ACCOUNT classword@example.com
ACCOUNT secondtable@example.com
ACCOUNT warn@example.com
ACCOUNT odd@example.com
ACCOUNT odd2@example.com
SET smtpd_hard_error_limit 100
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<ok@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<digits@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<number@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<dunno@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<reject@example.com>
S: 554 5.7.1 <reject@example.com>: Recipient address rejected: Access denied
C: RCPT TO:<rejecttext@example.com>
S: 554 5.7.1 <rejecttext@example.com>: Recipient address rejected: some text
C: RCPT TO:<rejectcode@example.com>
S: 554 5.1.1 <rejectcode@example.com>: Recipient address rejected: some text
C: RCPT TO:<rejectodd@example.com>
S: 554 5.7.9 <rejectodd@example.com>: Recipient address rejected: odd text
C: RCPT TO:<defer@example.com>
S: 450 4.7.1 <defer@example.com>: Recipient address rejected: Access denied
C: RCPT TO:<defertext@example.com>
S: 450 4.3.2 <defertext@example.com>: Recipient address rejected: later
C: RCPT TO:<four@example.com>
S: 450 4.7.1 <four@example.com>: Recipient address rejected: x
C: RCPT TO:<five@example.com>
S: 550 5.7.1 <five@example.com>: Recipient address rejected: multi word text
C: RCPT TO:<five2@example.com>
S: 550 5.2.3 <five2@example.com>: Recipient address rejected: user x
C: RCPT TO:<sendercode@example.com>
S: 450 4.1.2 <sendercode@example.com>: Recipient address rejected: z
C: RCPT TO:<difpermit@example.com>
S: 450 4.7.1 <difpermit@example.com>: Recipient address rejected: Service unavailable
C: RCPT TO:<grey@example.com>
S: 450 4.2.0 <grey@example.com>: Recipient address rejected: grey
C: RCPT TO:<difreject@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<bogus@example.com>
S: 451 4.3.5 Server configuration error
C: RCPT TO:<permitbogus@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<words@example.com>
S: 554 5.7.1 <words@example.com>: Recipient address rejected: Access denied
C: RCPT TO:<classword@example.com>
S: 550 5.7.1 <classword@example.com>: Recipient address rejected: greedy
C: RCPT TO:<secondtable@example.com>
S: 451 4.3.5 Server configuration error
C: RCPT TO:<warn@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<odd@example.com>
S: 451 4.3.5 Server configuration error
C: RCPT TO:<odd2@example.com>
S: 451 4.3.5 Server configuration error
LOG *: reject_warning: RCPT from unknown[192.0.2.10]: 554 5.7.1 <warn@example.com>: Recipient address rejected: Access denied; from=<a@spam.example> to=<warn@example.com> proto=SMTP helo=<mail.good.example>
LOG *unknown smtpd restriction: "bogus"
