"""`postconf -d` of ours and of the installed Postfix: the same names with the same values, but for what is listed here."""
from oracle import Pair

MASTER = """\
smtp      inet  n       -       y       -       -       smtpd
pickup    unix  n       -       y       60      1       pickup
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       y       -       -       lmtp
error     unix  -       -       y       -       -       error
discard   unix  -       -       y       -       -       discard
uucp      unix  -       n       n       -       -       pipe flags=Fqhu user=uucp argv=uux -r -n -z -a$sender - $nexthop!rmail ($recipient)
policy    unix  -       n       n       -       0       spawn user=nobody argv=/bin/true
"""

# Values that differ, and why. A value that does not differ, or a name that is not there, must leave this list.
OTHER_VALUE = {
    "compatibility_level": "our defaults are those of 3.6 unless main.cf asks for others",
    "config_directory": "we show the directory that is read, Postfix the one it was built with",
    "meta_directory": "Debian's build has a directory; ours is the configuration directory",
    "data_directory": "our own, so that both servers can be on one machine",
    "queue_directory": "our own, so that both servers can be on one machine",
    "html_directory": "Debian's build has one, we install none",
    "readme_directory": "Debian's build has one, we install none",
    "sample_directory": "Debian's build says /etc/postfix; ours is the configuration directory",
    "shlib_directory": "Debian's build has plug-ins, we have none",
    "mail_name": "the name of the program",
    "mail_version": "the version of the program",
    "mail_release_date": "the date of the program",
    "mynetworks": "follows from compatibility_level by mynetworks_style; compared below at the same level",
    "process_id": "another number at each run; set when a service runs",
    "process_name": "the name of the program that runs; set when a service runs",
}
# Parameters that only ours has: its own, for what Postfix does not do.
OURS_ALONE = {
    "account_database": "accounts of our own",
    "auth_anonymous_user": "mechanisms of our own SASL server",
    "auth_backend_concurrency_limit": "who knows passwords",
    "auth_backend_timeout": "who knows passwords",
    "auth_backends": "who knows passwords",
    "auth_cache_ttl": "logins are remembered",
    "auth_external_identity": "mechanisms of our own SASL server",
    "auth_failure_delay": "guessing is slowed down for all protocols",
    "auth_failure_delay_limit": "guessing is slowed down for all protocols",
    "auth_failure_exceptions": "guessing is slowed down for all protocols",
    "auth_failure_time": "guessing is slowed down for all protocols",
    "auth_krb5_keytab": "mechanisms of our own SASL server",
    "auth_last_login_database": "last logins",
    "auth_master_user_separator": "masters log in as others",
    "auth_mechanisms": "mechanisms of our own SASL server",
    "auth_oauth2_audience": "access tokens",
    "auth_oauth2_configuration_url": "access tokens",
    "auth_oauth2_introspection_CAfile": "access tokens",
    "auth_oauth2_introspection_credentials": "access tokens",
    "auth_oauth2_introspection_timeout": "access tokens",
    "auth_oauth2_introspection_url": "access tokens",
    "auth_oauth2_issuer": "access tokens",
    "auth_oauth2_keys_file": "access tokens",
    "auth_oauth2_scope": "access tokens",
    "auth_oauth2_username_claim": "access tokens",
    "auth_owner": "user of the auth role",
    "auth_pam_service_name": "who knows passwords",
    "disk_threads": "threads of our roles",
    "disk_wait_limit": "sessions wait for threads",
    "dns_resolver": "which DNS server to ask",
    "dns_trust_anchor_file": "DNSSEC is validated by us",
    "first_valid_gid": "whose mailboxes are touched",
    "first_valid_uid": "whose mailboxes are touched",
    "index_directory": "mailbox indexes",
    "local_passwd_maps": "system users from a table",
    "log_format": "text or JSON",
    "mail_folder_directory": "where the folders of an mbox account lie",
    "mailbox_quota": "limits of accounts",
    "mailbox_quota_grace": "limits of accounts",
    "mailbox_quota_maps": "limits of accounts",
    "mailbox_quota_reject_code": "what a full account answers",
    "maildir_folder_names": "how folders are spelt on disk",
    "maildir_layout": "where folders lie",
    "maildir_sync": "how mail is synced",
    "mbox_format": "quoting of mbox files",
    "metrics_listen": "counters",
    "process_model": "one process or several",
    "shutdown_grace": "how long sessions may finish",
    "smtpd_deliver_by_minimum": "SMTP extensions beyond Postfix's",
    "smtpd_extensions": "SMTP extensions beyond Postfix's",
    "smtpd_future_release_limit": "SMTP extensions beyond Postfix's",
    "smtp_tls_mta_sts": "Postfix leaves MTA-STS to others",
    "smtp_tls_mta_sts_database": "where policies are kept",
    "smtp_tls_mta_sts_private_addresses": "the same",
    "smtp_tlsrpt_database": "where what happens with TLS is counted",
    "smtp_tlsrpt_enable": "Postfix has it from 3.10 on",
    "store_owner": "user of the store role",
    "tls_certificate_check_interval": "files are looked at for changes",
    "tls_ocsp_stapling": "Postfix staples nothing",
    "worker_threads": "threads of our roles",
}
OUR_SERVERS = {"imapd_": "IMAP", "pop3d_": "POP3", "lmtpd_": "the LMTP server"}


def only_ours(name):
    return name in OURS_ALONE or name.startswith(tuple(OUR_SERVERS))


def main():
    with Pair() as pair:
        directory = pair.directory("defaults", "compatibility_level = 3.6\n", MASTER)
        theirs, ours = pair.theirs(directory, "-d"), pair.ours(directory, "-d")
        pair.questions += 1
        if theirs.errors != ours.errors or theirs.status != ours.status:
            pair.fail(f"-d says {ours.errors} with {ours.status}, Postfix {theirs.errors} with {theirs.status}")
        expected, got = theirs.values(), ours.values()
        for name in sorted(expected.keys() | got.keys()):
            pair.questions += 1
            if name not in got:
                pair.fail(f"{name} = {expected[name]} is missing")
            elif name not in expected:
                if not only_ours(name):
                    pair.fail(f"{name} is no parameter of Postfix")
            elif (expected[name] != got[name]) != (name in OTHER_VALUE):
                pair.fail(f"{name} = {got[name]}, Postfix has {expected[name]}" +
                          ("; the list above says that they differ" if name in OTHER_VALUE else ""))
            elif name in OTHER_VALUE:
                print(f"{name} = {got[name]}, Postfix {expected[name]}: {OTHER_VALUE[name]}")
        for name in sorted((OTHER_VALUE.keys() | OURS_ALONE.keys()) - got.keys()):
            pair.fail(f"{name} is explained and not there")
        own = [name for name in got if name not in expected]
        print(f"{len(expected)} of Postfix, {len(own)} of our own")
        if theirs.lines != sorted(theirs.lines, key=lambda line: line.split(" =")[0]):
            pair.fail("Postfix no longer sorts by name")
        if [line.split(" =")[0] for line in ours.lines] != sorted(got):
            pair.fail("ours is not sorted by name")
        expanded(pair, directory)
        pair.finish()


def expanded(pair, directory):
    """-dx: what the defaults become on this machine, where nothing of the lists above is in them."""
    names = sorted(set(pair.theirs(directory, "-d").values()) - set(OTHER_VALUE))
    names.append("mynetworks")
    theirs, ours = (ask(directory, "-x", "-o", "mail_name=M", "-o", "mail_version=1", "-o", "data_directory=/d", *names).values()
                    for ask in (pair.theirs, pair.ours))
    for name in names:
        pair.questions += 1
        if theirs.get(name) != ours.get(name):
            pair.fail(f"expanded, {name} = {ours.get(name)}, Postfix has {theirs.get(name)}")


main()
