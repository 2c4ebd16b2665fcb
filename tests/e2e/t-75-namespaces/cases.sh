# expect DOMAIN REST: what the log says of the message to u@DOMAIN, from `relay=` on.
expect() {
    logged "postfix/smtp.*: [0-9A-F]*: to=<u@$1>, relay=$2" || {
        grep "to=<u@$1>\|$1" "$home/log/mail.log" >&2
        fail "u@$1: not '$2'"
    }
    say "$1"
}
submit() {
    for to in "$@"; do printf 'Subject: to %s\n\nHello.\n' "$to" | bounded $as "$program" -c "$etc" sendmail -f sender@sender.test "u@$to" || fail "sendmail"; done
}
times='delay=[0-9.]*, delays=[0-9./]*'
took() { echo "$1:25, $times, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as [0-9A-F]*)\$"; }
ends() { echo "$1, $times, dsn=$2, status=$3 ($4)\$"; }
no_name() { echo "Host or domain name not found. Name service error for name=$1 type=$2: Host not found"; }
mx='mx.test\[10.75.0.10\]'

all_cases() {
    submit failover.test silent.test alldead.test busyfirst.test allbusy.test six.test halfdown.test dual4.test dual6.test null.test mxcname.test \
        nomx.test loop1.test mxloop.test zero.test lo.test own.test backup.test noaddress.test many.test manygood.test servfail.test nosuch.test

    expect failover.test "$(took "$mx")"
    logged 'connect to down.test\[10.75.0.3\]:25: Connection refused'
    expect silent.test "$(took "$mx")"
    logged 'connect to dead.test\[10.75.9.1\]:25: Connection timed out'
    expect alldead.test "$(ends none 4.4.1 deferred 'connect to dead.test\[10.75.9.1\]:25: Connection timed out')"
    seconds=$(sed -n 's/.*to=<u@alldead.test>.* delay=\([0-9]*\).*/\1/p' "$home/log/mail.log")
    [ "$seconds" -le 10 ] || fail "smtp_connect_timeout = 2s, and $seconds seconds have passed"
    expect busyfirst.test "$(took "$mx")"
    expect allbusy.test "$(ends 'busy.test\[10.75.0.4\]:25' 4.3.2 deferred 'host busy.test\[10.75.0.4\] refused to talk to me: 450 4.3.2 come back later')"

    expect six.test "$(took 'only6.test\[fd75::10\]')"
    expect halfdown.test "$(took 'half.test\[10.75.0.10\]')"
    expect dual4.test "$(took 'both.test\[10.75.0.10\]')"
    expect dual6.test "$(took 'both.test\[fd75::10\]')"

    expect null.test "$(ends none 5.1.10 bounced 'Domain null.test does not accept mail (nullMX)')"
    expect mxcname.test "$(took 'alias.test\[10.75.0.10\]')"
    expect nomx.test "$(took 'nomx.test\[10.75.0.10\]')"
    expect loop1.test "$(ends none 4.4.3 deferred "$(no_name loop1.test MX), try again")"
    expect mxloop.test "$(ends none 4.4.3 deferred "$(no_name loop1.test AAAA), try again")"
    expect zero.test "$(ends none 5.4.6 bounced 'mail for zero.test loops back to myself')"
    expect lo.test "$(ends none 5.4.6 bounced 'mail for lo.test loops back to myself')"
    expect own.test "$(ends none 5.4.6 bounced 'mail for own.test loops back to myself')"
    # Better ones than ourselves are tried, worse ones never are.
    expect backup.test "$(ends none 4.4.1 deferred 'connect to down.test\[10.75.0.3\]:25: Connection refused')"
    expect noaddress.test "$(ends none 5.4.4 bounced "$(no_name missing.test AAAA)")"
    expect many.test "$(ends none 4.4.1 deferred 'connect to m5.test\[10.75.8.5\]:25: Connection refused')"
    [ "$(grep -c 'connect to m[0-9]*.test.*refused$' "$home/log/mail.log")" -eq 5 ] || fail "not five addresses of a hundred (smtp_mx_address_limit) were tried"
    expect manygood.test "$(took "$mx")"
    expect servfail.test "$(ends none 4.4.3 deferred "$(no_name servfail.test MX), try again")"
    expect nosuch.test "$(ends none 5.4.4 bounced "$(no_name nosuch.test AAAA)")"

    # Twenty connections to two equals: each gets some (one in 500,000 times one of them gets none).
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do submit equal.test; done
    equal_done() { [ "$(grep -c 'u@equal.test' "$work/taken")" -eq 20 ]; }
    wait_for 15 equal_done || fail "$(grep -c 'u@equal.test' "$work/taken") of 20 messages have come"
    for host in 21 22; do grep -q "^10.75.0.$host .*u@equal.test" "$work/taken" || fail "10.75.0.$host got none"; done
    say "equal.test"

    submit ee.test ta.test bad.test badfirst.test notls.test unusable.test tlsabogus.test mxrr.bogus.test open.plain.test onlynone.test onlyplain.plain.test
    tls_line() { logged "postfix/smtp.*: $1 TLS connection established to $2:25: TLSv1.3 with cipher" || fail "not $1: $2"; }
    expect ee.test "$(took 'mx.ee.test\[10.75.0.30\]')"
    tls_line Verified 'mx.ee.test\[10.75.0.30\]'
    expect ta.test "$(took 'mx.ta.test\[10.75.0.31\]')"
    tls_line Verified 'mx.ta.test\[10.75.0.31\]'
    expect bad.test "$(ends 'mx.bad.test\[10.75.0.32\]:25' 4.7.5 deferred 'Server certificate not trusted')"
    expect badfirst.test "$(took 'mx.ee.test\[10.75.0.30\]')"
    expect notls.test "$(ends 'mx.notls.test\[10.75.0.5\]:25' 4.7.4 deferred 'TLS is required, but was not offered by host mx.notls.test\[10.75.0.5\]')"
    expect unusable.test "$(took 'mx.unusable.test\[10.75.0.12\]')"
    tls_line Untrusted 'mx.unusable.test\[10.75.0.12\]'
    expect tlsabogus.test "$(ends none 4.7.5 deferred 'TLSA lookup error for mx.bogus.test:25')"
    expect mxrr.bogus.test "$(ends none 4.4.3 deferred "$(no_name mxrr.bogus.test MX), try again")"
    expect open.plain.test "$(took 'mx.plain.test\[10.75.0.33\]')"
    tls_line Untrusted 'mx.plain.test\[10.75.0.33\]'
    expect onlynone.test "$(ends none 4.7.5 deferred 'no TLSA records found for mx.test\[10.75.0.10\]:25')"
    expect onlyplain.plain.test "$(ends none 4.7.5 deferred 'no TLSA records found for mx.plain.test\[10.75.0.33\]:25')"
    logged 'TLS policy lookup for onlynone.test/mx.test: no TLSA records found'

    # MTA-STS, where there is no TLSA to go by. The policies are fetched meanwhile.
    submit stsgood.test stswrong.test stsname.test stsunlisted.test ststesting.test ststestcert.test stsplain.test stsdane.test stsweb.test
    policy() { logged "MTA-STS policy of $1.test: mode=$2, max_age=86400, id=2026, mx=$3\$" || fail "no policy of $1.test"; }
    policy stsgood enforce mx.stsgood.test
    expect stsgood.test "$(took 'mx.stsgood.test\[10.75.0.34\]')"
    tls_line Verified 'mx.stsgood.test\[10.75.0.34\]'
    expect stswrong.test "$(ends 'mx.stswrong.test\[10.75.0.32\]:25' 4.7.5 deferred 'Server certificate not trusted (MTA-STS policy of stswrong.test)')"
    expect stsname.test "$(ends 'mx.stsname.test\[10.75.0.34\]:25' 4.7.5 deferred 'Server certificate not verified (MTA-STS policy of stsname.test)')"
    expect stsunlisted.test "$(ends none 4.7.5 deferred 'MTA-STS policy of stsunlisted.test does not have host mx.test\[10.75.0.10\]')"
    policy ststesting testing other.test
    expect ststesting.test "$(took "$mx")"
    logged "MTA-STS policy of ststesting.test does not have host $mx (mode testing: no matter)"
    expect ststestcert.test "$(took 'mx.ststestcert.test\[10.75.0.32\]')"
    logged 'MTA-STS policy of ststestcert.test in mode testing: host mx.ststestcert.test\[10.75.0.32\] would be refused: its certificate is not trusted'
    expect stsplain.test "$(ends 'mx.stsplain.test\[10.75.0.5\]:25' 4.7.4 deferred "TLS is required, but was not offered by host mx.stsplain.test\[10.75.0.5\] (MTA-STS policy of stsplain.test)")"
    expect stsdane.test "$(took 'mx.ee.test\[10.75.0.30\]')"
    logged 'MTA-STS policy of stsweb.test cannot be fetched: mta-sts.stsweb.test: '
    expect stsweb.test "$(took "$mx")"

    # A name server that does not answer is no 'no'. (Asked at the beginning.)
    at deaf
    expect failover.test "$(ends none 4.4.3 deferred "$(no_name failover.test MX), try again")"
}
