#!/usr/bin/env python3
"""Many IMAP clients at work on the same mailboxes, at random, with deliveries and another program beside them: each client's picture,
made of nothing but what it was told, must be the truth; what was acknowledged must be there; numbers never go back.

imap_test.py PROGRAM [--kind maildir|mbox] [--seconds N] [--seed N] [--clients N] [--no-restart] [--keep]

Commands of one batch are sent at once and answered at the same time. Every few batches all is let come to rest: each client says NOOP,
a connection of the test's own looks at all there is, and everything is compared. The seed makes the same choices again; what runs
at once may still come in another order. A failure prints the last lines of the dialogue.
"""
import argparse
import collections
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time

from imap_commands import MARKS, Append, Command, Copy, Expunge, Fetch, Leave, Search, Select, Store, text_of
from imap_model import FLAGS, KEYWORDS, SYSTEM, Box
from imap_picture import COUNTING, Picture
from imap_server import ForeignMaildir, ForeignMbox, Server
from imap_wire import Wire, Wrong, numbers, set_of, words

KINDS = [(), ("uid",), ("condstore",), ("qresync",), ("qresync", "uid"), ("idle",), ("notify", "condstore"), ("idle", "qresync"),
         ("examine",), ("notify", "idle")]
NOTIFY = ("NOTIFY SET STATUS (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange)) "
          "(personal (MessageNew MessageExpunge FlagChange))")
HOME = "Work"
MOST = 60        # messages in a mailbox, about


class Client:
    def __init__(self, test, number):
        self.test, self.number, self.random = test, number, test.random
        self.extensions = KINDS[number % len(KINDS)]
        self.name = f"c{number}"
        self.left = {}               # mailbox: (uidvalidity, modseq, uid: flags), for QRESYNC
        self.picture = self.wire = None
        self.queue, self.idle_tag = [], None
        self.counts = {}             # mailbox: how many messages it has, as NOTIFY told

    def has(self, what):
        return what in self.extensions

    def box(self):
        return self.test.model[self.picture.box]

    def connect(self):
        self.wire = Wire(self.test.server.imap, self.name, self.test.note)
        self.wire.response()
        self.run(Command("LOGIN", "LOGIN alice@example.test secret"))
        what = " ".join(e.upper() for e in self.extensions if e in ("condstore", "qresync"))
        if what:
            self.run(Command("ENABLE", "ENABLE " + what))
        self.picture = None
        self.queue, self.idle_tag = [], None
        self.counts = {}
        if self.has("notify"):
            self.run(Command("NOTIFY", NOTIFY))

    def open_picture(self, name, read_only):
        self.leave()
        self.picture = Picture(self.name, name, self.extensions + (("condstore",) if self.has("qresync") else ()))
        self.picture.read_only = read_only

    # What a client does itself it need not be told (RFC 5465 §5).
    def added(self, name, count):
        if name in self.counts and not (self.picture and self.picture.box == name):
            self.counts[name] += count

    def leave(self):
        if self.picture:
            self.counts[self.picture.box] = len(self.picture.messages)
        self.picture = None

    # Commands: sent together, answered one after the other.
    def send(self, *commands):
        data = b""
        for one in commands:
            one.tag = self.wire.tag()
            data += one.tag.encode() + b" " + one.data + b"\r\n"
        self.queue = list(commands)
        self.wire.send(data)

    def finish(self):
        while self.queue:
            command = self.queue[0]
            command.begin(self)
            self.answer(command)
            self.queue.pop(0)

    def run(self, command):
        self.send(command)
        self.finish()
        return command

    def answer(self, command):
        untagged, held = [], None
        while True:
            line = self.wire.response()
            if line.startswith(b"* "):
                held = self.take(line, command, untagged) or held
                continue
            tag, word, text = (line.decode() + " ").split(" ", 2)
            if tag != command.tag:
                raise Wrong(f"{self.name}: {line!r} instead of the answer to {command.tag}")
            held = self.code("HIGHESTMODSEQ", text) or held
            command.check(self, word, text)
            command.done(self, word, text, untagged)
            if self.picture and word == "OK" and command.name in ("CLOSE", "UNSELECT"):
                self.leave()
            if self.picture:
                self.picture.settled(held)
            return

    def code(self, name, text):
        found = re.search(rf"\[{name} (\d+)\]", text)
        return int(found.group(1)) if found else None

    # An untagged response; the modseq, where it says how far the client may go.
    def take(self, line, command, untagged):
        name = command.name if command else None
        rest = line[2:].decode("utf-8", "replace")
        first, _, more = rest.partition(" ")
        if first == "OK":
            untagged.append(rest)
            if "[CLOSED]" in rest and self.has("notify"):
                command.opens(self)
            if self.picture and self.code("UIDVALIDITY", rest):
                self.picture.uidvalidity = self.code("UIDVALIDITY", rest)
            return self.code("HIGHESTMODSEQ", rest)
        if first in ("BYE", "NO", "BAD"):
            raise ConnectionError(f"{self.name}: {rest}") if first == "BYE" else Wrong(f"{self.name}: {rest}")
        if first in ("SEARCH", "ESEARCH"):
            command.result = rest
        elif first == "VANISHED":
            early = more.startswith("(EARLIER) ")
            uids = numbers(more.removeprefix("(EARLIER) "))
            (self.picture.on_vanished_earlier if early else self.picture.on_vanished)(uids, name)
            if early:
                untagged.append(rest)
        elif first == "STATUS":
            _, name, items = words(line[2:])
            facts = dict(zip(items[::2], items[1::2]))
            if "MESSAGES" in facts:
                self.counts[name] = int(facts["MESSAGES"])
        elif first.isdigit():
            self.numbered(int(first), line[2:], more, command)
        return None

    def numbered(self, number, line, more, command):
        name = command.name if command else None
        if more == "EXISTS":
            self.picture.on_exists(number)
        elif more == "EXPUNGE":
            self.picture.on_expunge(number, name)
        elif more.startswith("FETCH "):
            facts = self.picture.on_fetch(number, words(line)[2], name)
            if isinstance(command, Store) and "FLAGS" in facts:
                command.told.add(self.picture.messages[number - 1].uid)
            if isinstance(command, Fetch) and "BODY[]" in facts:
                command.told.add(self.picture.messages[number - 1].uid)
            mark = next((v for k, v in facts.items() if k.startswith("BODY[HEADER.FIELDS")), None)
            uid = None if self.picture.opening else self.picture.messages[number - 1].uid
            if uid and mark is not None:
                self.box().seen(uid, mark.partition(":")[2].strip())

    # IDLE.
    def start_idle(self):
        self.idle_tag = self.wire.tag()
        self.wire.send(self.idle_tag.encode() + b" IDLE\r\n")
        while True:
            line = self.wire.response()
            if line.startswith(b"+ "):
                return
            self.take(line, None, [])

    def pump(self, seconds=0):
        while self.wire.ready(seconds):
            seconds = 0
            line = self.wire.response()
            if not line.startswith(b"* "):
                raise Wrong(f"{self.name}: {line!r} while idle")
            self.take(line, None, [])

    def stop_idle(self):
        done = Command("IDLE", "")
        done.tag, self.idle_tag = self.idle_tag, None
        self.wire.send(b"DONE\r\n")
        self.answer(done)

    # What the client keeps for a later QRESYNC: only where it knows all.
    def remember(self):
        if self.picture and self.has("qresync") and not self.picture.unknown():
            self.left[self.picture.box] = (self.picture.uidvalidity, self.picture.modseq, self.picture.known())

    def learn(self):
        while self.picture and self.picture.unknown():
            items = f"UID FLAGS {MARKS}" + (" MODSEQ" if self.picture.condstore else "")
            self.run(Fetch(self, self.picture.unknown(), False, items))
            if self.picture.unknown():
                self.run(Command("NOOP", "NOOP"))

    def open(self, name, read_only):
        resync = self.left.get(name) if self.has("qresync") and self.random.random() < 0.8 else None
        self.run(Select(self, name, read_only, resync))

    # Random choices.
    # Messages whose mark somebody has seen: the model cannot follow the others yet.
    def followed(self):
        return [uid for uid in self.picture.known() if uid in self.box().messages]

    def some(self, most=5):
        known = sorted(self.followed())
        return sorted(self.random.sample(known, min(len(known), self.random.randint(1, most))))

    def by_uid(self):
        return self.random.random() < (0.9 if self.has("uid") else 0.4)

    def choose(self, uids_only=False):
        roll, uid = self.random.random(), uids_only or self.by_uid()
        known = self.followed()
        if self.picture.unknown() and roll < 0.5 and not uids_only:
            items = f"UID FLAGS {MARKS}" + (" MODSEQ" if self.picture.condstore else "")
            return Fetch(self, self.picture.unknown(), False, items)
        if not known or roll < 0.06:
            return Command("NOOP", self.random.choice(["NOOP", "CHECK"]))
        choices = [(self.fetch, 20), (self.store, 30), (self.search, 8), (self.copy, 8), (self.expunge, 10), (self.append, 12)]
        total = self.random.uniform(0, sum(weight for _, weight in choices))
        for make, weight in choices:
            total -= weight
            if total <= 0:
                return make(uid)
        return self.fetch(uid)

    def fetch(self, uid):
        uids = self.some(8)
        which = uids if uid else [self.picture.number_of(u) for u in uids]
        items = self.random.choice(["FLAGS", "UID FLAGS", f"FLAGS {MARKS}", "ENVELOPE", "BODYSTRUCTURE FLAGS", "RFC822.SIZE INTERNALDATE", "UID BODY[]"])
        modifier = ""
        if self.picture.condstore:
            items += self.random.choice(["", " MODSEQ"])
            if self.random.random() < 0.3:
                modifier = f" (CHANGEDSINCE {max(1, self.picture.modseq - self.random.randint(0, 10))})"
        return Fetch(self, which, uid, items, modifier)

    def store(self, uid):
        flags = self.random.sample(FLAGS, self.random.randint(1, 3))
        if self.random.random() < 0.3:
            flags = ["\\Deleted"]
        unchanged = None
        if self.picture.condstore and self.random.random() < 0.4:
            unchanged = self.random.choice([self.picture.modseq, max(0, self.picture.modseq - self.random.randint(0, 8))])
        return Store(self, self.some(), uid, self.random.choice(["+", "+", "-", ""]),
                     not self.has("notify") and self.random.random() < 0.4, flags, unchanged)

    def search(self, uid):
        key = self.random.choice(["ALL", "DELETED", "UNSEEN", "KEYWORD Work", "NOT FLAGGED", "1:*"])
        return Search(self, key, uid and key != "1:*")

    def copy(self, uid):
        name = self.random.choice(list(self.test.model))
        move = self.random.random() < 0.5
        if len(self.test.model[name].messages) > MOST:
            return self.expunge(uid)
        return Copy(self, self.some(), uid, name, move)

    def expunge(self, uid):
        return Expunge(self, self.some(20)) if uid else Expunge(self)

    def append(self, _):
        name = self.random.choice(list(self.test.model))
        if len(self.test.model[name].messages) > MOST:
            return self.expunge(False)
        count = self.random.choice([1, 1, 1, 2, 3])
        return Append(self, name, [(self.test.mark(), self.random.sample(SYSTEM + KEYWORDS, self.random.randint(0, 3)),
                                    self.random.choice([1, 1, 50, 4000])) for _ in range(count)])

    # One or two commands; the second may count messages only where the first cannot have changed the numbers.
    def choose_batch(self):
        first = self.choose()
        if self.random.random() > 0.25:
            return [first]
        return [first, self.choose(uids_only=first.name not in COUNTING)]


class Test:
    def __init__(self, options, work):
        self.options, self.random = options, random.Random(options.seed)
        self.server = Server(os.path.realpath(options.program), work, options.kind)
        self.foreign = (ForeignMaildir if options.kind == "maildir" else ForeignMbox)(self.server, self.random)
        self.model = {name: Box(name) for name in ("INBOX", HOME)}
        self.lines = collections.deque(maxlen=400)
        self.transcript = open(os.path.join(work, "transcript"), "w", encoding="utf-8") if options.keep else None
        self.marks, self.copies, self.counts = 0, [], collections.Counter()
        self.history = []            # (box, highest modseq, uids) at earlier looks
        self.clients = [Client(self, n) for n in range(options.clients)]
        self.judge = Client(self, len(KINDS))
        self.judge.name, self.judge.extensions = "judge", ("condstore",)

    def note(self, name, side, data):
        self.lines.append((name, side, data))
        if self.transcript:
            self.transcript.write(f"{time.time():.4f} {name} {side}: {data[:600].decode('utf-8', 'replace').rstrip()}\n")

    def mark(self):
        self.marks += 1
        return f"m{self.marks}"

    def start(self):
        self.server.start()
        self.judge.connect()
        self.judge.run(Command("CREATE", f"CREATE {HOME}"))
        for client in self.clients:
            client.connect()
        self.look()

    # One batch: what several clients do at once.
    def batch(self):
        ready = [c for c in self.clients if not c.idle_tag]
        active = self.random.sample(ready, min(len(ready), self.random.choice([1, 1, 2, 3, 4])))
        active = [c for c in active if not self.moves_about(c)]
        beside = self.random.random() < 0.35
        for client in active:
            commands = client.choose_batch()
            client.send(*commands)
            for one in commands:
                self.counts[one.name] += 1
        if beside:
            self.somebody_else()
        for client in active:
            client.finish()
        for client in self.clients:
            if client.idle_tag or client.has("notify"):
                client.pump()
        self.end_of_batch()

    def end_of_batch(self):
        for source, uid, target, copy in self.copies:
            if source.touched(uid) and copy in target.messages:
                target.messages[copy].unsure.update(FLAGS)
        self.copies.clear()
        for box in self.model.values():
            box.end_of_batch()

    # Changes of state, one at a time; true: the client has done something.
    def moves_about(self, client):
        roll = self.random.random()
        if client.picture is None:
            name = "INBOX" if self.random.random() < 0.75 else HOME
            client.open(name, client.has("examine") or self.random.random() < 0.1)
            self.counts["SELECT"] += 1
        elif client.has("idle") and roll < 0.5:
            self.counts["IDLE"] += 1
            client.start_idle()
        elif roll < 0.04:
            client.learn()
            client.remember()
            name = self.random.choice(["CLOSE", "UNSELECT", "SELECT", "HANGUP"])
            self.counts[name] += 1
            if name == "HANGUP":
                client.wire.close()
                client.connect()
            elif name == "SELECT":
                client.open(self.random.choice(list(self.model)), client.has("examine"))
            else:
                client.run(Expunge(client, name="CLOSE") if name == "CLOSE" else Leave())
        else:
            return False
        self.end_of_batch()
        return True

    def somebody_else(self):
        inbox = self.model["INBOX"]
        what = self.random.choice(["deliver", "add", "flags", "remove"])
        if what in ("deliver", "add"):
            if len(inbox.messages) + len(inbox.pending) > MOST:
                return
            mark = self.mark()
            if what == "deliver":
                self.server.deliver(text_of(mark))
            else:
                self.foreign.add(text_of(mark), mark)
            inbox.pending.append(mark)
        else:
            mark = getattr(self.foreign, what)()
            if mark is None:
                return
            if mark in inbox.pending:    # with \\Deleted it may go before anybody has seen it
                inbox.pending.remove(mark)
                inbox.possible.add(mark)
            for uid, m in inbox.messages.items():
                if m.mark == mark:
                    inbox.disturb(uid)
                    m.maybe_gone = m.maybe_gone or what == "remove"
            inbox.disturbed.append((mark, what))
        self.counts[what] += 1

    # Everything at rest is compared.
    def look(self):
        for client in self.clients:
            if client.picture and not client.idle_tag:
                client.run(Command("NOOP", "NOOP"))
                client.learn()
        truth = {name: self.judge_box(box) for name, box in self.model.items()}
        for client in self.clients:
            if client.has("notify"):
                self.notify_is_told(client, truth)
            if client.idle_tag:
                self.idle_is_told(client, truth[client.picture.box])
            elif client.picture:
                client.run(Command("NOOP", "NOOP"))
            client.learn()
            if client.picture:
                self.compare(client, truth[client.picture.box])
                self.search_is_true(client, truth[client.picture.box])
        self.since(truth)
        self.end_of_batch()
        self.counts["looks"] += 1

    def judge_box(self, box):
        judge = self.judge
        judge.run(Select(judge, box.name, True))
        said = {}
        judge.picture.on_fetch = lambda number, items, _: said.setdefault(number, dict(zip(items[::2], items[1::2])))
        judge.run(Command("UID FETCH", f"UID FETCH 1:* (FLAGS MODSEQ {MARKS})"))
        rows = {}
        for facts in said.values():
            mark = next(v for k, v in facts.items() if k.startswith("BODY["))
            flags = frozenset(f for f in facts["FLAGS"] if f != "\\Recent")
            rows[int(facts["UID"])] = (flags, int(facts["MODSEQ"][0]), mark.partition(":")[2].strip())
        if list(rows) != sorted(rows) or len(rows) != judge.picture.exists:
            raise Wrong(f"{box.name}: FETCH gives uids {list(rows)}, EXISTS {judge.picture.exists}")
        status = []
        judge.wire.send(b"st STATUS " + box.name.encode() + b" (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ DELETED)\r\n")
        line = judge.wire.response()
        while not line.startswith(b"st "):
            status, line = (words(line[2:])[2] if line.startswith(b"* STATUS") else status), judge.wire.response()
        found = {k: int(v) for k, v in zip(status[::2], status[1::2])}
        unseen = sum("\\Seen" not in flags for flags, _, _ in rows.values())
        deleted = sum("\\Deleted" in flags for flags, _, _ in rows.values())
        if (found["MESSAGES"], found["UNSEEN"], found["DELETED"]) != (len(rows), unseen, deleted):
            raise Wrong(f"{box.name}: STATUS {found}, {len(rows)} messages, {unseen} unseen, {deleted} deleted")
        box.judge(found["UIDVALIDITY"], found["UIDNEXT"], found["HIGHESTMODSEQ"], rows)
        judge.run(Leave())
        return rows

    # Without a word of the client: what the mailboxes that it has not selected hold.
    def notify_is_told(self, client, truth):
        end = time.monotonic() + 10
        while True:
            client.pump()
            off = {name: client.counts.get(name) for name, rows in truth.items()
                   if not (client.picture and client.picture.box == name) and client.counts.get(name) != len(rows)}
            if not off:
                return
            if time.monotonic() > end:
                raise Wrong(f"{client.name}: NOTIFY has told {off}, there are { {name: len(rows) for name, rows in truth.items()} }")
            client.pump(0.05)

    def idle_is_told(self, client, rows):
        wanted = {uid: flags for uid, (flags, _, _) in rows.items()}
        end = time.monotonic() + 10
        while True:
            known = client.picture.known()
            same = len(client.picture.messages) == len(wanted) and all(wanted.get(u) == f for u, f in known.items())
            if same or time.monotonic() > end:
                break
            client.pump(0.05)
        if not same:
            off = [u for u, f in known.items() if wanted.get(u) != f]
            raise Wrong(f"{client.name}: IDLE has not told of all: {len(client.picture.messages)} of {len(wanted)} messages, uids {off}")
        client.stop_idle()
        client.run(Command("NOOP", "NOOP"))

    def compare(self, client, rows):
        wanted = {uid: flags for uid, (flags, _, _) in rows.items()}
        known = client.picture.known()
        if list(known) != list(wanted):
            raise Wrong(f"{client.name}: believes in {set_of(known)} instead of {set_of(wanted)}")
        for uid, flags in known.items():
            if flags != wanted[uid]:
                raise Wrong(f"{client.name}: uid {uid} has {sorted(flags)} instead of {sorted(wanted[uid])}")
        for m in client.picture.messages:
            # Less: flags that came back to what they were need not be told.
            if m.modseq is not None and m.modseq > rows[m.uid][1]:
                raise Wrong(f"{client.name}: uid {m.uid} has modseq {m.modseq} instead of {rows[m.uid][1]}")
        if client.picture.modseq > self.model[client.picture.box].highest:
            raise Wrong(f"{client.name}: modseq {client.picture.modseq} of {self.model[client.picture.box].highest}")

    def search_is_true(self, client, rows):
        key, test = self.random.choice([
            ("ALL", lambda f: True), ("DELETED", lambda f: "\\Deleted" in f), ("UNSEEN", lambda f: "\\Seen" not in f),
            ("KEYWORD Work", lambda f: "Work" in f), ("NOT (OR FLAGGED ANSWERED)", lambda f: not f & {"\\Flagged", "\\Answered"})])
        uid, extended = self.random.random() < 0.5, self.random.random() < 0.5
        said = client.run(Search(client, key, uid, "RETURN (ALL COUNT) " if extended else "")).result
        wanted = [u if uid else n for n, (u, row) in enumerate(rows.items(), 1) if test(row[0])]
        if extended:
            found = re.search(r" ALL (\S+)", said)
            got = numbers(found.group(1)) if found else []
        else:
            got = [int(n) for n in said.split()[1:] if n.isdigit()]
        if sorted(got) != wanted:
            raise Wrong(f"{client.name}: SEARCH {key} gives {got} instead of {wanted}")

    # FETCH (CHANGEDSINCE n VANISHED) from an earlier look on: complete, and nothing too much behind the last.
    def since(self, truth):
        for name, rows in truth.items():
            self.history.append((name, self.model[name].highest, {u: r[0] for u, r in rows.items()}))
        name, modseq, before = self.random.choice(self.history[-30:])
        client = next((c for c in self.clients if c.picture and c.picture.box == name and c.has("qresync")), None)
        if not client or not before:
            return
        told = {}
        keep, client.picture.on_fetch = client.picture.on_fetch, lambda number, items, _: told.setdefault(number, dict(zip(items[::2], items[1::2])))
        ask = Command("UID FETCH", f"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {modseq} VANISHED)")
        vanished = []
        ask.done = lambda _client, _word, _text, untagged: vanished.extend(untagged)
        client.run(ask)
        client.picture.on_fetch = keep
        gone = {u for line in vanished if "VANISHED" in line for u in numbers(line.rpartition(" ")[2])}
        changed = {int(f["UID"]) for f in told.values()}
        rows = truth[name]
        if set(before) - set(rows) - gone:
            raise Wrong(f"{name}: VANISHED since {modseq} lacks {set_of(set(before) - set(rows) - gone)}")
        if gone & set(rows):
            raise Wrong(f"{name}: VANISHED since {modseq} names {set_of(gone & set(rows))}, which are there")
        for uid, (flags, at, _) in rows.items():
            if uid <= max(before) and (uid in changed) != (at > modseq):
                raise Wrong(f"{name}: FETCH CHANGEDSINCE {modseq}: uid {uid} with modseq {at}")
            if uid in before and before[uid] != flags and at <= modseq:
                raise Wrong(f"{name}: uid {uid} changed since {modseq}, its modseq is {at}")

    # The server ends and begins again, perhaps in the middle of commands.
    def restart(self):
        killed = self.random.random() < 0.5
        for client in self.clients:
            if not client.idle_tag:
                client.remember()
        if killed:
            active = [c for c in self.clients if c.picture and not c.idle_tag]
            for client in active:
                client.send(*client.choose_batch())
            time.sleep(self.random.uniform(0, 0.01))
            self.server.stop(signal.SIGKILL)
            for client in active:
                self.finish_or_doubt(client)
        else:
            self.server.stop()
        self.end_of_batch()
        self.counts["kills" if killed else "restarts"] += 1
        self.server.start()
        for client in [self.judge, *self.clients]:
            client.wire.close()
            client.connect()
        self.look()

    def finish_or_doubt(self, client):
        try:
            client.finish()
        except (ConnectionError, OSError):
            for command in client.queue:
                command.doubtful(client)

    def run(self):
        begin = time.monotonic()
        self.start()
        batches, next_restart = 0, begin + min(30, self.options.seconds / 2)
        while time.monotonic() - begin < self.options.seconds:
            for _ in range(self.random.randint(3, 15)):
                self.batch()
                batches += 1
            self.look()
            if not self.options.no_restart and time.monotonic() > next_restart:
                self.restart()
                next_restart = time.monotonic() + 30
        self.server.stop()
        print(f"imap_test {self.options.kind}: seed {self.options.seed}, {batches} batches: " +
              ", ".join(f"{n} {name}" for name, n in sorted(self.counts.items())))

    def tell(self, count=120):
        for name, side, data in list(self.lines)[-count:]:
            print(f"  {name} {side}: {data[:300].decode('utf-8', 'replace').rstrip()}")


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parse.add_argument("program")
    parse.add_argument("--kind", choices=["maildir", "mbox"], default="maildir")
    parse.add_argument("--seconds", type=float, default=7)
    parse.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parse.add_argument("--clients", type=int, default=10)
    parse.add_argument("--no-restart", action="store_true")
    parse.add_argument("--keep", action="store_true")
    options = parse.parse_args()
    print(f"imap_test {options.kind}: seed {options.seed}", flush=True)
    work = tempfile.mkdtemp(prefix="mailstead-random-")
    test = Test(options, work)
    try:
        test.run()
        status = 0
    except (Wrong, ConnectionError, OSError) as why:
        test.tell()
        print(f"imap_test {options.kind}: FAILED with seed {options.seed}: {type(why).__name__}: {why}")
        status = 1
    finally:
        if test.server.process:
            test.server.stop(signal.SIGKILL)
    if options.keep or status:
        print(f"files: {work}")
    if not options.keep and not status:
        shutil.rmtree(work)
    return status


if __name__ == "__main__":
    sys.exit(main())
