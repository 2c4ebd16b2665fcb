"""What the mailboxes must hold, worked out from what the server acknowledged. Commands that run at once make a batch: where two
of them touch the same flag, either may have come last, and the next look at the mailbox decides."""
from imap_wire import Wrong

SYSTEM = ("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft")
KEYWORDS = ("$Forwarded", "Work", "later")
FLAGS = SYSTEM + KEYWORDS


class Message:
    def __init__(self, mark, flags, unsure=()):
        self.mark, self.flags, self.unsure = mark, set(flags), set(unsure)
        self.modseq = 0
        self.maybe_gone = False
        self.judged = None           # flags and modseq at the last look


class Box:
    def __init__(self, name):
        self.name = name
        self.messages = {}           # uid: Message
        self.gone = set()            # uids that must not come back
        self.marks = {}              # uid: mark, of all there ever were
        self.pending = []            # marks of mail acknowledged whose uid is not known yet
        self.possible = set()        # marks of mail that may have arrived
        self.uidvalidity = None
        self.uidnext = self.highest = 0
        self.effects = {}            # uid: flag: set of outcomes, of this batch
        self.expunges = []           # sets of uids, or None for all, of this batch
        self.fresh = set()           # uids that came in this batch
        self.disturbed = []          # (mark, what): what another program did since the last look; the server may see it later

    def wrong(self, what):
        raise Wrong(f"{self.name}: {what}")

    def add(self, uid, mark, flags, unsure=()):
        if uid in self.gone:
            self.wrong(f"uid {uid} is used again")
        known = self.messages.get(uid)
        if known and known.mark != mark:
            self.wrong(f"uid {uid} was {known.mark} and is {mark}")
        new = self.messages[uid] = Message(mark, flags, unsure)
        self.marks[uid] = mark
        if known:
            new.maybe_gone, new.modseq, new.judged = known.maybe_gone, known.modseq, known.judged
        self.fresh.add(uid)

    # A client has seen this message: new ones are mail that came.
    def seen(self, uid, mark):
        known = self.messages.get(uid)
        if known:
            if mark is not None and known.mark != mark:
                self.wrong(f"uid {uid} was {known.mark} and is {mark}")
            return
        if uid in self.gone or mark is None:
            return
        self.came(mark)
        self.messages[uid] = Message(mark, (), FLAGS)
        self.marks[uid] = mark
        self.fresh.add(uid)

    def came(self, mark):
        if mark in self.pending:
            self.pending.remove(mark)
        elif mark not in self.possible:
            return False
        return True

    def touched(self, uid):
        return uid in self.effects or uid in self.fresh

    def effect(self, uid, flag, value):
        self.effects.setdefault(uid, {}).setdefault(flag, set()).add(value)

    def store(self, uids, action, flags):
        for uid in uids:
            for flag in FLAGS if action == "" else flags:
                self.effect(uid, flag, flag in flags if action == "" else action == "+")

    # Somebody else did something to it: anything is possible.
    def disturb(self, uid):
        for flag in FLAGS:
            self.effect(uid, flag, True)
            self.effect(uid, flag, False)

    def moved_away(self, uids):
        for uid in uids:
            self.messages.pop(uid, None)
            self.gone.add(uid)

    def end_of_batch(self):
        if self.expunges:
            self.apply_expunges()
        for uid, flags in self.effects.items():
            m = self.messages.get(uid)
            if not m:
                continue
            for flag, outcomes in flags.items():
                if len(outcomes) > 1 or uid in self.fresh:
                    m.unsure.add(flag)
                else:
                    m.unsure.discard(flag)
                    (m.flags.add if True in outcomes else m.flags.discard)(flag)
        self.apply_disturbed()
        self.effects, self.expunges, self.fresh = {}, [], set()

    # Also messages that came while it happened, as copies under another uid, and what was done to them behind it.
    def apply_disturbed(self):
        for mark, what in self.disturbed:
            for m in self.messages.values():
                if m.mark == mark:
                    m.unsure.update(FLAGS)
                    m.maybe_gone = m.maybe_gone or what == "remove"

    def apply_expunges(self):
        strange = {mark for mark, _ in self.disturbed}
        for uid, m in list(self.messages.items()):
            touched = self.effects.get(uid, {}).get("\\Deleted", set())
            before = "\\Deleted" in m.flags or "\\Deleted" in m.unsure
            if not before and True not in touched:
                continue
            named = [which for which in self.expunges if which is None or uid in which]
            if not named:
                continue
            if "\\Deleted" in m.flags and "\\Deleted" not in m.unsure and not touched and uid not in self.fresh and m.mark not in strange:
                self.moved_away([uid])
            else:
                m.maybe_gone = True

    # A look at the whole mailbox while nothing is under way. rows: uid: (flags, modseq, mark).
    def judge(self, uidvalidity, uidnext, highest, rows):
        if self.uidvalidity not in (None, uidvalidity):
            self.wrong(f"UIDVALIDITY was {self.uidvalidity} and is {uidvalidity}")
        if uidnext < self.uidnext or highest < self.highest:
            self.wrong(f"UIDNEXT {self.uidnext} -> {uidnext}, HIGHESTMODSEQ {self.highest} -> {highest}")
        for uid, m in list(self.messages.items()):
            if uid in rows:
                continue
            if not m.maybe_gone:
                self.wrong(f"uid {uid} ({m.mark}) is lost")
            self.moved_away([uid])
        for uid, row in rows.items():
            self.judge_row(uid, row, uidnext, highest)
        if self.pending:
            self.wrong(f"acknowledged mail is lost: {self.pending}")
        self.disturbed = []
        self.uidvalidity, self.uidnext, self.highest = uidvalidity, uidnext, highest

    def judge_row(self, uid, row, uidnext, highest):
        flags, modseq, mark = row
        if uid >= uidnext or modseq > highest:
            self.wrong(f"uid {uid} with modseq {modseq}; UIDNEXT {uidnext}, HIGHESTMODSEQ {highest}")
        if uid in self.gone:
            self.wrong(f"uid {uid} ({mark}) was expunged and is there again")
        m = self.messages.get(uid)
        if not m:
            if uid < self.uidnext:
                self.wrong(f"uid {uid} ({mark}) came up below UIDNEXT {self.uidnext}")
            if not self.came(mark):
                self.wrong(f"uid {uid}: nobody sent {mark}")
            m = self.messages[uid] = Message(mark, flags)
            self.marks[uid] = mark
        if m.mark != mark:
            self.wrong(f"uid {uid} was {m.mark} and is {mark}")
        doubtful = m.unsure
        if set(flags) - doubtful != m.flags - doubtful:
            self.wrong(f"uid {uid} has {sorted(flags)} instead of {sorted(m.flags)}; unsure: {sorted(doubtful)}")
        if m.judged and m.judged[0] != flags and modseq <= self.highest:
            self.wrong(f"uid {uid}: flags changed, modseq {m.judged[1]} -> {modseq}, HIGHESTMODSEQ was {self.highest}")
        if m.judged and modseq < m.judged[1]:
            self.wrong(f"uid {uid}: modseq {m.judged[1]} -> {modseq}")
        m.flags, m.unsure, m.maybe_gone, m.judged = set(flags), set(), False, (flags, modseq)
