# defer_if_reject among the relay restrictions holds for the recipient restrictions and for unknown users, as in Postfix;
# that of the client restrictions does not.
SET smtpd_client_restrictions check_sender_access inline:{ { client.example = defer_if_reject } }
SET smtpd_relay_restrictions check_sender_access inline:{ { relay.example = defer_if_reject } }, reject_unauth_destination
SET smtpd_recipient_restrictions check_recipient_access inline:{ { alice@example.com = REJECT } }
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@relay.example>
S: 250 2.1.0 Ok
C: RCPT TO:<alice@example.com>
S: 450 4.7.1 <a@relay.example>: Sender address rejected: Service unavailable
C: RCPT TO:<nobody@example.com>
S: 450 4.7.1 <a@relay.example>: Sender address rejected: Service unavailable
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@client.example>
S: 250 2.1.0 Ok
C: RCPT TO:<alice@example.com>
S: 554 5.7.1 <alice@example.com>: Recipient address rejected: Access denied
