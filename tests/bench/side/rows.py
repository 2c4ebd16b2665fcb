"""The rows of the table: what is measured, in which unit, and the goal. Several rows may come from one measurement."""

from dataclasses import dataclass
from functools import partial

from . import boxes, imap, logins, measure, queue


@dataclass(frozen=True)
class Goal:
    """`factor`: so many times better than the peers; `most`, `least`: a value not to be exceeded, or to be reached."""
    factor: float = 0
    most: float = 0
    least: float = 0

    def text(self, unit):
        if self.factor:
            return f">= {self.factor:g}x"
        return f"<= {self.most:g} {unit}" if self.most else f">= {self.least:g} {unit}" if self.least else ""

    def met(self, value, ratio):
        """None: not known."""
        if self.factor:
            return None if ratio is None else ratio >= self.factor
        if value is None or not (self.most or self.least):
            return None
        return value <= self.most if self.most else value >= self.least


@dataclass(frozen=True)
class Row:
    name: str
    what: str
    unit: str
    measurement: str
    figure: str
    more_is_better: bool
    goal: Goal
    pairs: int = 0    # at most so many pairs of runs; 0: as many as asked for
    slow: bool = False    # takes minutes: not for QUICK

    def ratio(self, mailstead, peers):
        """How many times better Mailstead is."""
        if mailstead is None or peers is None or mailstead <= 0 or peers <= 0:
            return None
        return mailstead / peers if self.more_is_better else peers / mailstead


def _messages(mailstead, peers, quick):
    share = 4 if quick else 1
    return {"mailstead": mailstead // share, "peers": peers // share}


def measurements(quick):
    """By name: a function of (server, load generator)."""
    counts = partial(_messages, quick=quick)
    transfer = measure.transfer
    connections = 500 if quick else 2000
    out = {}
    for sessions, ours, theirs in ((1, 5000, 1000), (10, 16000, 2000), (50, 20000, 2000)):
        out[f"smtp-{sessions}"] = partial(transfer, mode="smtp", sessions=sessions, messages=counts(ours, theirs))
        out[f"queue-{sessions}"] = partial(transfer, mode="smtp", sessions=sessions, messages=counts(2 * ours, 2 * theirs),
                                           domain="discard.test", listed=False)
        out[f"lmtp-{sessions}"] = partial(transfer, mode="lmtp", sessions=sessions, messages=counts(ours, theirs))
    out["smtp-100k"] = partial(transfer, mode="smtp", sessions=10, size=100_000, messages=counts(4000, 600))
    out["idle-plain"] = partial(measure.idle, connections=connections, tls=False)
    out["idle-tls"] = partial(measure.idle, connections=connections, tls=True)
    out["idle-plain-hibernated"] = out["idle-plain"]
    out["idle-tls-hibernated"] = out["idle-tls"]
    out["latency"] = partial(measure.idle_latency, messages=30 if quick else 100)
    out["start"] = partial(measure.start_and_rest, times=2 if quick else 4)
    out["syscalls"] = partial(measure.system_calls, messages=counts(4000, 400))
    out["backlog"] = partial(queue.backlog, messages=10_000)
    out["backlog-100k"] = partial(queue.backlog, messages=100_000)
    out["relay"] = partial(queue.relay, messages=counts(16000, 2000))
    for name, waiting in (("slow", 10_000), ("slow-more", 15_000)):    # 42 and 63 MB: below and above what is kept in memory
        out[name] = partial(queue.slow_neighbour, messages=counts(8000, 1000), waiting=waiting)
    out["maildir-open"] = partial(boxes.open_maildir, messages=20_000 if quick else 200_000)
    out["maildir-shared"] = partial(boxes.shared_memory, messages=100_000)
    out["mbox"] = partial(boxes.mbox, octets=100_000_000 if quick else 1_000_000_000)
    out["imap-big"] = partial(imap.big_mailbox, messages=10_000 if quick else 100_000)
    out["imap-delivered"] = partial(imap.delivered, messages=4_000 if quick else 20_000)
    out["imap-append-1"] = partial(imap.appends, sessions=1, messages=counts(4000, 1000))
    out["imap-append-50"] = partial(imap.appends, sessions=50, messages=counts(16000, 4000))
    out["imap-work"] = partial(imap.at_work, sessions=50, commands=counts(200_000, 20_000))
    out["pop3-retr-1"] = partial(logins.retrieve, sessions=1, messages=counts(60_000, 20_000))
    out["pop3-retr-50"] = partial(logins.retrieve, sessions=50, messages=counts(120_000, 20_000))
    out["pop3-retr-pipelined"] = partial(logins.retrieve, sessions=10, messages=counts(200_000, 40_000), at_once=32)
    entering = partial(logins.logins, messages=counts(20_000, 2000))
    out["imap-login"] = partial(entering, by="imap", how="stock")
    out["imap-login-tuned"] = partial(entering, by="imap", messages=counts(20_000, 4000), how="")
    out["imap-login-hashed"] = partial(entering, by="imap", messages=counts(20_000, 1000))
    out["imap-login-uncached"] = partial(entering, by="imap", messages=counts(1000, 1000), how="hashed uncached")
    out["imap-login-scram"] = partial(entering, by="scram", messages=counts(10_000, 4000))
    out["imap-login-tls"] = partial(entering, by="imap", tls=True, handshake=True, messages=counts(8000, 1600), how="stock")
    out["pop3-login"] = partial(entering, by="pop3", how="stock")
    out["pop3-login-tls"] = partial(entering, by="pop3", tls=True, messages=counts(8000, 1600), how="stock")
    for tls in (False, True):
        out["pop3-idle-tls" if tls else "pop3-idle"] = partial(logins.idle, connections=connections, tls=tls)
    return out


def all_rows():
    to_maildir = "SMTP in to listed in Maildir, durable"
    queued = "SMTP accepted into the queue, durable"
    lmtp = "LMTP in to listed in Maildir, durable"
    an_idle = "memory per idle IMAP connection"
    waiting, many = "10,000 deferred 4-KB messages", "100,000 deferred 4-KB messages"
    relayed = "relayed to 20 destinations, 4 KB, 50 sessions"
    beside, beside_more = (f"beside {count} 4-KB messages for a slow destination" for count in ("10,000", "15,000"))
    unseen, big = "a Maildir of 200,000 (QUICK: 20,000) messages", "an mbox of 1 GB (QUICK: 100 MB)"
    none = Goal()
    less = False
    table = [
        ("smtp-maildir-1", f"{to_maildir}, 4 KB, 1 session", "msg/s", "smtp-1", "rate", True, Goal(factor=5)),
        ("smtp-maildir-10", f"{to_maildir}, 4 KB, 10 sessions", "msg/s", "smtp-10", "rate", True, Goal(factor=20)),
        ("smtp-maildir-50", f"{to_maildir}, 4 KB, 50 sessions", "msg/s", "smtp-50", "rate", True, Goal(factor=20)),
        ("smtp-maildir-100k", f"{to_maildir}, 100 KB, 10 sessions", "msg/s", "smtp-100k", "rate", True, Goal(factor=8)),
        ("cpu-per-1000", "server CPU per 1000 messages of smtp-maildir-10", "s", "smtp-10", "cpu", less, Goal(factor=15)),
        ("smtp-queue-1", f"{queued}, 4 KB, 1 session", "msg/s", "queue-1", "rate", True, Goal(factor=3)),
        ("smtp-queue-10", f"{queued}, 4 KB, 10 sessions", "msg/s", "queue-10", "rate", True, Goal(factor=6)),
        ("smtp-queue-50", f"{queued}, 4 KB, 50 sessions", "msg/s", "queue-50", "rate", True, Goal(factor=6)),
        ("smtp-p99-50", "p99 from MAIL to 250 in smtp-maildir-50", "ms", "smtp-50", "p99", less, Goal(factor=8)),
        ("lmtp-maildir-1", f"{lmtp}, 4 KB, 1 session", "msg/s", "lmtp-1", "rate", True, Goal(factor=3.5)),
        ("lmtp-maildir-10", f"{lmtp}, 4 KB, 10 sessions", "msg/s", "lmtp-10", "rate", True, Goal(factor=10)),
        ("lmtp-maildir-50", f"{lmtp}, 4 KB, 50 sessions", "msg/s", "lmtp-50", "rate", True, Goal(factor=10)),
        ("idle-plain", f"{an_idle}, in clear", "KiB", "idle-plain", "kib", less, Goal(most=5)),
        ("idle-tls", f"{an_idle}, TLS", "KiB", "idle-tls", "kib", less, Goal(most=20)),
        ("idle-plain-hibernated", f"{an_idle}, in clear, Dovecot hibernating", "KiB", "idle-plain-hibernated", "kib", less, none),
        ("idle-tls-hibernated", f"{an_idle}, TLS, Dovecot hibernating", "KiB", "idle-tls-hibernated", "kib", less, none),
        ("server-memory", "memory of the whole server, no clients", "MiB", "start", "mib", less, Goal(most=12)),
        ("idle-latency-p50", "250 to EXISTS at an IDLE client, p50", "ms", "latency", "p50", less, Goal(most=2)),
        ("idle-latency-p99", "250 to EXISTS at an IDLE client, p99", "ms", "latency", "p99", less, Goal(most=10)),
        ("start", "exec to greeting on all ports", "ms", "start", "ms", less, Goal(most=25)),
        ("syscalls", "system calls per message, 10 sessions, under strace", "calls", "syscalls", "calls", less, Goal(most=30)),
        ("syncs", "sync calls per message, 10 sessions, under strace", "calls", "syscalls", "syncs", less, Goal(most=0.5)),
        ("deferred-fill", f"{waiting}: first MAIL to all deferred, 50 sessions", "msg/s", "backlog", "fill", True, Goal(factor=8)),
        ("deferred-list", f"{waiting}: postqueue -p, the whole command", "s", "backlog", "list", less, Goal(factor=15)),
        ("deferred-memory", f"{waiting}: the whole server after the fill", "MiB", "backlog", "mib", less, Goal(factor=4)),
        ("deferred-rested", f"{waiting}: the whole server after a restart", "MiB", "backlog", "rested", less, none),
        ("deferred-start", f"{waiting}: exec to greeting on all ports", "ms", "backlog", "start", less, Goal(most=100)),
        ("relay", f"SMTP in to arrived, {relayed}", "msg/s", "relay", "rate", True, Goal(factor=5)),
        ("relay-cpu", f"server CPU per 1000 messages {relayed}", "s", "relay", "cpu", less, none),
        ("relay-beside-slow", f"SMTP in to arrived at 19 destinations, {beside}", "msg/s", "slow", "beside", True, none),
        ("relay-slower", f"how much slower the 19 destinations are {beside}", "%", "slow", "slower", less, Goal(most=10)),
        ("maildir-first", f"first SELECT of {unseen}, never seen before", "s", "maildir-open", "first", less, Goal(factor=5)),
        ("maildir-later", f"later SELECT of {unseen}", "ms", "maildir-open", "later", less, Goal(most=5)),
        ("maildir-restarted", f"first SELECT of {unseen} after a restart", "ms", "maildir-open", "restarted", less, none),
        ("mbox-first", f"first SELECT of {big}, from the page cache", "GB/s", "mbox", "gbps", True, Goal(least=1)),
        ("mbox-later", f"later SELECT of {big}", "ms", "mbox", "later", less, none),
        ("mbox-append", f"LMTP delivery into {big}, 1 session", "ms", "mbox", "big", less, none),
        ("mbox-append-dearer", f"how many times dearer a delivery into {big} is than into one of 1 MB", "", "mbox", "dearer", less, Goal(most=1.5)),
    ]
    first, warm = "on first access of another program's mail", "again"
    of_all = "of a Maildir of 100,000 (QUICK: 10,000) messages"
    big = [
        ("imap-list-foreign", f"FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE) {of_all}, {first}", "list_foreign", Goal(factor=5)),
        ("imap-list-warm", f"FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE) {of_all}, {warm}", "list_warm", Goal(factor=15)),
        ("imap-flags", f"FETCH 1:* (FLAGS) {of_all}", "flags", Goal(factor=6)),
        ("imap-structure", f"FETCH 1:* (BODYSTRUCTURE) {of_all}, after the list", "structure", Goal(factor=5)),
        ("imap-search-subject", f"SEARCH SUBJECT {of_all}", "subject", Goal(factor=20)),
        ("imap-search-header", f"SEARCH HEADER Message-ID {of_all}", "header", Goal(factor=20)),
        ("imap-search-since", f"SEARCH SENTSINCE {of_all}", "since", Goal(factor=20)),
        ("imap-search-text-first", f"SEARCH TEXT {of_all}, before it is indexed", "text_first", Goal(factor=12)),
        ("imap-search-text", f"SEARCH TEXT {of_all}, once indexed", "text", Goal(factor=200)),
        ("imap-sort", f"SORT (SUBJECT) {of_all}", "sort", Goal(factor=15)),
        ("imap-sort-date", f"SORT (REVERSE DATE) {of_all}", "sort_date", Goal(factor=15)),
        ("imap-thread", f"THREAD REFERENCES {of_all}", "thread", Goal(factor=15)),
        ("imap-store", f"STORE 1:* +FLAGS.SILENT {of_all}", "store", Goal(factor=1.5)),
        ("imap-copy", f"COPY of a tenth {of_all}", "copy", Goal(factor=3.5)),
        ("imap-expunge", f"EXPUNGE of a tenth {of_all}", "expunge", Goal(factor=1.5)),
        ("imap-select", f"SELECT {of_all}, seen before", "select", Goal(most=1)),
    ]
    table += [(name, what, "ms", "imap-big", figure, less, goal) for name, what, figure, goal in big]
    table += [
        ("imap-body", f"FETCH (BODY.PEEK[]) of a fifth {of_all}", "MB/s", "imap-big", "body", True, Goal(factor=3)),
        ("imap-list-delivered", "the list of 20,000 (QUICK: 4,000) messages delivered by LMTP two seconds before, first access", "ms", "imap-delivered", "list", less, Goal(factor=10)),
        ("imap-append-1", "APPEND of 4 KB, 1 client, durable", "msg/s", "imap-append-1", "rate", True, Goal(factor=8)),
        ("imap-append-50", "APPEND of 4 KB, 50 clients, durable", "msg/s", "imap-append-50", "rate", True, Goal(factor=12)),
        ("imap-work", "mixed commands of 50 clients", "commands/s", "imap-work", "rate", True, Goal(factor=10)),
    ]
    retr, enter = "POP3 RETR of small messages", "log in and out, 16 clients"
    table += [
        ("pop3-retr-1", f"{retr}, 1 client", "msg/s", "pop3-retr-1", "rate", True, Goal(factor=2.5)),
        ("pop3-retr-50", f"{retr}, 50 clients", "msg/s", "pop3-retr-50", "rate", True, Goal(factor=5)),
        ("pop3-retr-pipelined", f"{retr}, 10 clients, 32 commands ahead", "msg/s", "pop3-retr-pipelined", "rate", True, Goal(factor=4)),
        ("pop3-retr-cpu", "server CPU per RETR, 50 clients", "us", "pop3-retr-50", "cpu", less, none),
        ("imap-login", f"IMAP: {enter}, auth cache; Dovecot keeps passwords in clear, login service as it comes", "logins/s", "imap-login", "rate", True, Goal(factor=25)),
        ("imap-login-tuned", f"IMAP: {enter}, auth cache; Dovecot keeps passwords in clear, login service tuned", "logins/s", "imap-login-tuned", "rate", True, Goal(factor=4)),
        ("imap-login-cpu", "server CPU per IMAP login, auth cache", "us", "imap-login-tuned", "cpu", less, none),
        ("imap-login-hashed", f"IMAP: {enter}, auth cache; both keep SCRAM-SHA-256 of 15000 rounds, tuned", "logins/s", "imap-login-hashed", "rate", True, none),
        ("imap-login-uncached", f"IMAP: {enter}, no auth cache, both keep SCRAM-SHA-256, tuned", "logins/s", "imap-login-uncached", "rate", True, none),
        ("imap-login-scram", f"IMAP: {enter}, SCRAM-SHA-256, tuned", "logins/s", "imap-login-scram", "rate", True, none),
        ("imap-login-tls", f"IMAP under TLS: {enter}, auth cache; login service as it comes", "logins/s", "imap-login-tls", "rate", True, Goal(factor=7)),
        ("imap-login-tls-cpu", "server CPU per IMAP login under TLS", "us", "imap-login-tls", "cpu", less, none),
        ("tls-handshake-cpu", "server CPU per P-256 handshake: a login under TLS less one in clear", "us", "imap-login-tls", "handshake", less, Goal(most=400)),
        ("pop3-login", f"POP3: {enter}, auth cache; login service as it comes", "logins/s", "pop3-login", "rate", True, Goal(factor=25)),
        ("pop3-login-tls", f"POP3 under TLS: {enter}, auth cache; login service as it comes", "logins/s", "pop3-login-tls", "rate", True, Goal(factor=7)),
        ("pop3-idle", "memory per idle POP3 session, in clear, its mailbox open already", "KiB", "pop3-idle", "kib", less, Goal(most=5)),
        ("pop3-idle-tls", "memory per idle POP3 session, TLS, its mailbox open already", "KiB", "pop3-idle-tls", "kib", less, Goal(most=20)),
    ]
    once = [
        ("maildir-shared", "memory of an open Maildir of 100,000 messages, 20 sessions", "MiB", "maildir-shared", "mib", less, Goal(most=8)),
        ("relay-slower-more", f"how much slower the 19 destinations are {beside_more}", "%", "slow-more", "slower", less, Goal(most=10)),
        ("deferred-100k-fill", f"{many}: first MAIL to all deferred", "msg/s", "backlog-100k", "fill", True, none),
        ("deferred-100k-list", f"{many}: postqueue -p", "s", "backlog-100k", "list", less, Goal(factor=10)),
        ("deferred-100k-manager", f"{many}: the queue manager (mta role; qmgr)", "MiB", "backlog-100k", "manager", less, Goal(most=64)),
        ("deferred-100k-start", f"{many}: exec to greeting on all ports", "ms", "backlog-100k", "start", less, Goal(most=1000)),
    ]
    return [Row(*fields) for fields in table] + [Row(*fields, pairs=1, slow=True) for fields in once]
