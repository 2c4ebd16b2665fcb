# user%domain and domain!user without a domain behind them are user@domain: not another place's.
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob%example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<example.com!alice>
S: 250 2.1.5 Ok
C: RCPT TO:<bob%foreign.example>
S: 454 4.7.1 <bob%foreign.example>: Relay access denied
C: RCPT TO:<bob%foreign.example@example.com>
S: 454 4.7.1 <bob%foreign.example@example.com>: Relay access denied
C: RCPT TO:<x%bob%example.com>
S: 454 4.7.1 <x%bob%example.com>: Relay access denied
