"""The commands of the random test: what is sent, what an acknowledgement means for the model, what doubt means."""
from imap_model import FLAGS
from imap_wire import Wrong, numbers, set_of

MARKS = "BODY.PEEK[HEADER.FIELDS (X-MARK)]"


def text_of(mark, size=1):
    return (f"From: a@example.org\r\nTo: alice@example.test\r\nSubject: {mark}\r\nX-Mark: {mark}\r\n\r\n" + "line\r\n" * size).encode()


class Command:
    """name: what is in progress, as Picture.on_expunge() asks; data: all of it but the tag."""
    allowed_no = ("EXPUNGEISSUED",)

    def __init__(self, name, data):
        self.name, self.data = name, data if isinstance(data, bytes) else data.encode()

    def begin(self, client):
        """It is the command in progress from here on."""

    def done(self, client, word, text, untagged):
        """The tagged answer."""

    def doubtful(self, client):
        """The connection broke before the answer."""

    def check(self, client, word, text):
        if word == "OK" or (word == "NO" and any(reason in text for reason in self.allowed_no)):
            return
        raise Wrong(f"{client.name}: {self.data[:200]!r}: {word} {text}")


class Fetch(Command):
    def __init__(self, client, numbers_or_uids, by_uid, items, modifier=""):
        self.seen = "BODY[]" in items
        self.uids = numbers_or_uids if by_uid else [client.picture.messages[n - 1].uid for n in numbers_or_uids]
        super().__init__("UID FETCH" if by_uid else "FETCH",
                         f"{'UID ' if by_uid else ''}FETCH {set_of(numbers_or_uids)} ({items}){modifier}")

    def begin(self, client):
        self.told = set()    # uids whose text has come

    def done(self, client, word, text, untagged):
        if self.seen and not client.picture.read_only:
            for uid in self.told:
                client.box().effect(uid, "\\Seen", True)

    def doubtful(self, client):
        for uid in self.uids if self.seen else ():
            client.box().disturb(uid)


class Store(Command):
    def __init__(self, client, uids, by_uid, action, silent, flags, unchanged=None):
        self.uids, self.by_uid, self.action, self.silent, self.flags = uids, by_uid, action, silent, flags
        self.read_only = client.picture.read_only
        which = uids if by_uid else [client.picture.number_of(u) for u in uids]
        self.sent = which
        condition = f"(UNCHANGEDSINCE {unchanged}) " if unchanged is not None else ""
        super().__init__("UID STORE" if by_uid else "STORE",
                         f"{'UID ' if by_uid else ''}STORE {set_of(which)} {condition}{action}FLAGS{'.SILENT' if silent else ''} ({' '.join(flags)})")
        self.allowed_no = ("EXPUNGEISSUED", "READ-ONLY") if self.read_only else ("EXPUNGEISSUED", "no longer exist")

    def begin(self, client):
        self.before, self.told = {}, set()
        for m in client.picture.messages:
            if m.uid in self.uids and m.flags is not None:
                self.before[m.uid] = m.flags

    def expected(self, flags):
        if self.action == "+":
            return frozenset(flags | set(self.flags))
        return frozenset(flags - set(self.flags)) if self.action == "-" else frozenset(self.flags)

    def done(self, client, word, text, untagged):
        if self.read_only:
            if word != "NO":
                raise Wrong(f"{client.name}: STORE in a mailbox opened by EXAMINE: {word}")
            return
        left = set()
        if "[MODIFIED " in text:
            named = numbers(text.split("[MODIFIED ")[1].split("]")[0])
            left = set(named) if self.by_uid else {self.uids[self.sent.index(n)] for n in named}
        changed = [u for u in self.uids if u not in left]
        client.box().store(changed, self.action, self.flags)
        if not self.silent:
            return
        for m in client.picture.messages:
            if m.uid in changed and m.uid in self.before and m.uid not in self.told:
                m.flags = self.expected(self.before[m.uid])
                if not client.picture.condstore:
                    m.modseq = None

    def doubtful(self, client):
        for uid in self.uids:
            client.box().disturb(uid)


class Append(Command):
    def __init__(self, client, name, messages):
        self.target, self.messages = client.test.model[name], messages
        data = b"APPEND " + name.encode()
        for mark, flags, size in messages:
            text = text_of(mark, size)
            data += b" (" + " ".join(flags).encode() + b") {%d+}\r\n" % len(text) + text
        super().__init__("APPEND", data)

    def done(self, client, word, text, untagged):
        uidvalidity, uids = text.split("[APPENDUID ")[1].split("]")[0].split()
        if len(numbers(uids)) != len(self.messages) or int(uidvalidity) != self.target.uidvalidity:
            raise Wrong(f"{client.name}: APPENDUID {uidvalidity} {uids} for {len(self.messages)} messages")
        client.added(self.target.name, len(self.messages))
        for uid, (mark, flags, _) in zip(numbers(uids), self.messages):
            self.target.add(uid, mark, flags)

    def doubtful(self, client):
        self.target.possible.update(mark for mark, _, _ in self.messages)


class Copy(Command):
    def __init__(self, client, uids, by_uid, name, move):
        self.uids, self.target, self.move, self.source = uids, client.test.model[name], move, client.box()
        word = "MOVE" if move else "COPY"
        which = uids if by_uid else [client.picture.number_of(u) for u in uids]
        super().__init__(f"UID {word}" if by_uid else word, f"{'UID ' if by_uid else ''}{word} {set_of(which)} {name}")
        self.allowed_no = ("EXPUNGEISSUED",) + (("READ-ONLY",) if move and client.picture.read_only else ())

    def done(self, client, word, text, untagged):
        said = next((t for t in [text, *untagged] if "[COPYUID " in t), None)
        if word != "OK" or not said:
            return
        if self.move and client.picture.read_only:
            raise Wrong(f"{client.name}: MOVE out of a mailbox opened by EXAMINE")
        _, sources, targets = said.split("[COPYUID ")[1].split("]")[0].split()
        client.added(self.target.name, len(numbers(targets)))
        for source, target in zip(numbers(sources), numbers(targets), strict=True):
            m = self.source.messages.get(source)
            if not m:
                if self.move:
                    raise Wrong(f"{client.name}: uid {source} moved, but it is gone")
                if source not in self.source.gone:
                    raise Wrong(f"{client.name}: uid {source} copied, which is unknown")
                mark = self.source.marks[source]
                self.target.add(target, mark, (), FLAGS)
                continue
            self.target.add(target, m.mark, m.flags, m.unsure)
            client.test.copies.append((self.source, source, self.target, target))
            if self.move:
                self.source.moved_away([source])

    def doubtful(self, client):
        for uid in self.uids:
            m = self.source.messages.get(uid)
            if m:
                self.target.possible.add(m.mark)
                m.maybe_gone = m.maybe_gone or self.move


class Expunge(Command):
    def __init__(self, client, uids=None, name="EXPUNGE"):
        self.uids, self.read_only = uids, client.picture.read_only
        self.was = client.box()
        data = f"UID EXPUNGE {set_of(uids)}" if uids else name
        super().__init__("UID EXPUNGE" if uids else name, data)
        self.allowed_no = ("READ-ONLY",) if self.read_only and name != "CLOSE" else ()

    def done(self, client, word, text, untagged):
        if word == "OK" and not self.read_only:
            self.was.expunges.append(set(self.uids) if self.uids else None)

    def doubtful(self, client):
        if self.read_only:
            return
        for uid, m in self.was.messages.items():
            m.maybe_gone = m.maybe_gone or not self.uids or uid in self.uids


class Select(Command):
    def __init__(self, client, name, read_only, resync=None):
        self.box_name, self.read_only, self.resync = name, read_only, resync
        data = f"{'EXAMINE' if read_only else 'SELECT'} {name}"
        if resync:
            uidvalidity, modseq, known = resync
            data += f" (QRESYNC ({uidvalidity} {modseq}"
            uids = sorted(known)
            if uids and client.random.random() < 0.5:
                data += f" {set_of(uids)}"
                if client.random.random() < 0.6:
                    at = sorted(client.random.sample(range(len(uids)), min(len(uids), 6)))
                    data += f" ({set_of([i + 1 for i in at])} {','.join(str(uids[i]) for i in at)})"
            data += "))"
        elif "condstore" in client.extensions and client.random.random() < 0.3:
            data += " (CONDSTORE)"
        super().__init__("SELECT", data)

    def begin(self, client):
        # With NOTIFY the mailbox left may still be told of until CLOSED comes (RFC 7162 §3.2.11).
        if not (client.has("notify") and client.picture):
            self.opens(client)

    def opens(self, client):
        client.open_picture(self.box_name, self.read_only)
        if self.resync:
            client.picture.stale = dict(self.resync[2])

    def done(self, client, word, text, untagged):
        if self.read_only != ("[READ-ONLY]" in text):
            raise Wrong(f"{client.name}: {self.data!r}: {text}")
        if self.resync and client.picture.uidvalidity != self.resync[0]:
            raise Wrong(f"{client.name}: UIDVALIDITY {self.resync[0]} became {client.picture.uidvalidity}")
        client.picture.opened()


class Leave(Command):
    """UNSELECT."""

    def __init__(self):
        super().__init__("UNSELECT", "UNSELECT")


class Search(Command):
    def __init__(self, client, key, by_uid, returning=""):
        super().__init__("UID SEARCH" if by_uid else "SEARCH", f"{'UID ' if by_uid else ''}SEARCH {returning}{key}")
        self.result, self.counts = None, key == "1:*"

    def check(self, client, word, text):
        """Others may have emptied the mailbox, as the client has heard by now: then no number is right."""
        if word == "BAD" and self.counts and not client.picture.messages and "invalid message set" in text:
            return
        super().check(client, word, text)
