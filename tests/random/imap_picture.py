"""What one client knows of its mailbox, made of nothing but what the server told it (RFC 3501 §5.2, §7.4.1, RFC 7162)."""
from imap_wire import Wrong, numbers, set_of

COUNTING = ("FETCH", "STORE", "SEARCH")    # no EXPUNGE may come while one of these is in progress


class Seen:
    """One message as this client knows it; absent: not told yet."""

    def __init__(self):
        self.uid = self.flags = self.modseq = None


class Picture:
    def __init__(self, name, box, extensions):
        self.name, self.box = name, box
        self.condstore, self.qresync = "condstore" in extensions, "qresync" in extensions
        self.messages = []
        self.uidvalidity = self.uidnext = self.exists = None
        self.modseq = 0              # all up to here is known
        self.told = 0                # the largest MODSEQ of the command in progress
        self.opening = True          # SELECT is not complete yet
        self.stale = {}              # uid: flags, of an earlier session, while QRESYNC brings them up to date
        self.early = []              # (number, uid, flags, modseq) told during SELECT
        self.read_only = False

    def wrong(self, what):
        raise Wrong(f"{self.name} in {self.box}: {what}")

    # Untagged responses.
    def on_exists(self, count):
        if self.opening:
            self.exists = count
            return
        if count < len(self.messages):
            self.wrong(f"EXISTS {count} after {len(self.messages)} messages, without EXPUNGE")
        self.messages.extend(Seen() for _ in range(count - len(self.messages)))

    def on_expunge(self, number, command):
        if self.qresync:
            self.wrong("EXPUNGE instead of VANISHED")
        if command in COUNTING:
            self.wrong(f"EXPUNGE during {command}")
        if not 1 <= number <= len(self.messages):
            self.wrong(f"EXPUNGE {number} of {len(self.messages)} messages")
        del self.messages[number - 1]

    def on_vanished(self, uids, command):
        if not self.qresync:
            self.wrong("VANISHED without QRESYNC")
        if command in COUNTING:
            self.wrong(f"VANISHED during {command}")
        for uid in uids:
            del self.messages[self.place_of(uid)]

    def on_vanished_earlier(self, uids, command):
        if not self.qresync or not (self.opening or command == "UID FETCH"):
            self.wrong(f"VANISHED (EARLIER) during {command}")
        for uid in uids:
            if self.opening:
                self.stale.pop(uid, None)
            elif any(m.uid == uid for m in self.messages):
                self.wrong(f"VANISHED (EARLIER) {uid}, which is there")

    def place_of(self, uid):
        """Where the message of that uid is; one not told yet stands between those that were."""
        unknown = None
        for at, m in enumerate(self.messages):
            if m.uid == uid:
                return at
            if m.uid is None:
                unknown = at if unknown is None else unknown
            elif m.uid < uid:
                unknown = None
            else:
                break
        if unknown is None:
            self.wrong(f"VANISHED {uid}, which was never told of")
        return unknown

    def on_fetch(self, number, items, command):
        facts = dict(zip(items[::2], items[1::2]))
        uid = int(facts["UID"]) if "UID" in facts else None
        flags = frozenset(f for f in facts["FLAGS"] if f != "\\Recent") if "FLAGS" in facts else None
        modseq = int(facts["MODSEQ"][0]) if "MODSEQ" in facts else None
        if command and command.startswith("UID ") and uid is None and flags is not None:
            self.wrong(f"FETCH without UID during {command}")
        if modseq is not None:
            self.told = max(self.told, modseq)
        if self.opening:
            self.early.append((number, uid, flags, modseq))
            return facts
        if not 1 <= number <= len(self.messages):
            self.wrong(f"FETCH {number} of {len(self.messages)} messages")
        self.learn(number, uid, flags, modseq)
        return facts

    def learn(self, number, uid, flags, modseq):
        m = self.messages[number - 1]
        if uid is not None and m.uid is None:
            self.in_order(number, uid)
            m.uid = uid
        if uid is not None and m.uid != uid:
            self.wrong(f"message {number} has uid {uid}, and had {m.uid}")
        if modseq is not None and m.modseq is not None and modseq < m.modseq:
            self.wrong(f"uid {m.uid}: modseq {modseq} after {m.modseq}")
        if flags is not None and modseq is not None and m.modseq == modseq and m.flags not in (None, flags):
            self.wrong(f"uid {m.uid}: flags {sorted(m.flags)} became {sorted(flags)} with the same modseq {modseq}")
        m.flags = flags if flags is not None else m.flags
        # Flags without their modseq may be newer than the modseq known.
        m.modseq = modseq if modseq is not None else (None if flags is not None else m.modseq)

    def in_order(self, number, uid):
        before = [m.uid for m in self.messages[:number - 1] if m.uid is not None]
        behind = [m.uid for m in self.messages[number:] if m.uid is not None]
        if (before and before[-1] >= uid) or (behind and behind[0] <= uid):
            self.wrong(f"uid {uid} of message {number} does not ascend")

    # SELECT is complete: what was known before, brought up to date, must be what is there.
    def opened(self):
        self.opening = False
        uids = dict(self.stale)
        for number, uid, flags, _ in self.early:
            if uid is None:
                self.wrong("a FETCH response of SELECT without UID")
            uids[uid] = flags
        if self.stale or self.early:
            if len(uids) > self.exists:
                self.wrong(f"{len(uids)} messages known after QRESYNC, {self.exists} there: VANISHED is not complete: {set_of(uids)}")
        self.messages = [Seen() for _ in range(self.exists)]
        if len(uids) == self.exists:
            for m, uid in zip(self.messages, sorted(uids)):
                m.uid, m.flags = uid, uids[uid]
        for number, uid, flags, modseq in self.early:
            self.learn(number, uid, flags, modseq)

    # A command is complete: what it told counts, unless the server has said how far it goes (RFC 7162 §6).
    def settled(self, held_at):
        self.modseq = held_at if held_at is not None else max(self.modseq, self.told)
        self.told = 0

    def known(self):
        return {m.uid: m.flags for m in self.messages if m.uid is not None and m.flags is not None}

    def unknown(self):
        return [n for n, m in enumerate(self.messages, 1) if m.uid is None or m.flags is None]

    def number_of(self, uid):
        return next((n for n, m in enumerate(self.messages, 1) if m.uid == uid), None)

