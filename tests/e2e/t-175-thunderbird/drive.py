#!/usr/bin/env python3
"""drive.py PROFILE IMAP_PORT USER PASSWORD [METHOD STEP...]: Thunderbird without a window, told by its remote protocol (Marionette) to set
up an account that logs in by METHOD (passwordCleartext), list the folders, read, flag, search, copy and delete, or take these steps
alone. Prints what it found, a line each; exits 1 when a step fails."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

LIMIT = 100

SETUP = """
const [port, user, password, method] = arguments;
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.createIncomingServer(user, "127.0.0.1", "imap");
server.port = port;
server.socketType = Ci.nsMsgSocketType.plain;
server.authMethod = Ci.nsMsgAuthMethod[method];
server.password = password;
server.doBiff = false;
const account = MailServices.accounts.createAccount();
account.incomingServer = server;
account.addIdentity(MailServices.accounts.createIdentity());
MailServices.accounts.defaultAccount = account;
return server.key;
"""

# What the steps share; each step ends with done(value) or throws.
COMMON = """
const done = arguments[arguments.length - 1];
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const server = MailServices.accounts.accounts.map(a => a.incomingServer).find(s => s.type == "imap");
const root = server.rootFolder;
const inbox = () => root.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
const folder = name => root.subFolders.find(f => f.name == name);
const finished = (begin) => new Promise((resolve, reject) => begin({
  QueryInterface: ChromeUtils.generateQI(["nsIUrlListener", "nsIMsgCopyServiceListener"]),
  OnStartRunningUrl() {}, OnStopRunningUrl(url, status) { Components.isSuccessCode(status) ? resolve() : reject(new Error("status " + status)); },
  onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() { return ""; },
  onStopCopy(status) { Components.isSuccessCode(status) ? resolve() : reject(new Error("copy: status " + status)); },
}));
const update = f => finished(listener => f.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, listener));
const messages = f => Array.from(f.msgDatabase.enumerateMessages()).sort((a, b) => a.messageKey - b.messageKey);
const named = subject => { const found = messages(inbox()).find(m => m.mime2DecodedSubject == subject); if (!found) throw new Error("no message " + subject); return found; };
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const until = async (what, text) => { for (let i = 0; i < 200; i++) { if (what()) return; await pause(50); } throw new Error("in vain: " + text + "; folders: " + root.descendants.map(f => f.URI + " " + f.name + " " + f.flags).join(", ")); };
(async () => { STEP })().then(value => done({ value: value ?? null }), error => done({ error: String(error) + " " + (error.stack || "") }));
"""

STEPS = [
    ("folders", """
        server.performExpand(null);
        await until(() => inbox() && folder("Projekte \\u00fc"), "the folders");
        await update(inbox());
        return root.subFolders.map(f => f.name).sort().join(", ");"""),
    ("subjects", """
        await until(() => messages(inbox()).length == 4, "four messages");
        return messages(inbox()).map(m => m.mime2DecodedSubject).join(", ");"""),
    ("text", """
        const { MsgHdrToMimeMessage } = ChromeUtils.importESModule("resource:///modules/gloda/MimeMessage.sys.mjs");
        const found = await new Promise(resolve => MsgHdrToMimeMessage(named("letter 2"), null, (_, message) => resolve(message), true, { examineEncryptedParts: true }));
        return found.coerceBodyToPlaintext(inbox()).trim();"""),
    ("flag", """
        inbox().markMessagesFlagged([named("letter 1")], true);
        inbox().markMessagesRead([named("letter 2")], true);
        await pause(1500);
        return "done";"""),
    ("search", """
        const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
        session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, inbox());
        const term = session.createTerm();
        const value = term.value;
        value.attrib = term.attrib = Ci.nsMsgSearchAttrib.Body;
        value.str = "needle";
        term.value = value;
        term.op = Ci.nsMsgSearchOp.Contains;
        term.booleanAnd = true;
        session.appendTerm(term);
        const hits = [];
        await new Promise((resolve, reject) => {
          session.registerListener({ QueryInterface: ChromeUtils.generateQI(["nsIMsgSearchNotify"]),
            onNewSearch() {}, onSearchHit(message) { hits.push(message.mime2DecodedSubject); },
            onSearchDone(status) { Components.isSuccessCode(status) ? resolve() : reject(new Error("search: " + status)); } });
          session.search(null);
        });
        return hits.join(", ");"""),
    ("copy", """
        const target = folder("Projekte \\u00fc");
        MailServices.copy.copyMessages(inbox(), [named("letter 3")], target, false, null, null, false);
        await until(() => target.getTotalMessages(false) > 0, "the copy");
        await update(target);
        return messages(target).length;"""),
    ("delete", """
        server.QueryInterface(Ci.nsIImapIncomingServer).deleteModel = Ci.nsMsgImapDeleteModels.DeleteNoTrash;
        inbox().deleteMessages([named("letter 4")], null, true, false, null, false);
        await update(inbox());
        await until(() => messages(inbox()).length == 3, "three messages");
        await finished(listener => inbox().QueryInterface(Ci.nsIMsgImapMailFolder).expunge(listener, null));
        return messages(inbox()).length;"""),
    ("create", """
        root.createSubfolder("Made here", null);
        await until(() => folder("Made here"), "the new folder");
        return "done";"""),
]


class Marionette:
    def __init__(self, port):
        end = time.monotonic() + 60
        while True:
            try:
                self.wire = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                if time.monotonic() > end:
                    raise SystemExit("Thunderbird does not listen") from None
                time.sleep(0.2)
        self.buffer, self.number = b"", 0
        self.receive()

    def receive(self):
        while b":" not in self.buffer:
            self.buffer += self.more()
        size, _, self.buffer = self.buffer.partition(b":")
        while len(self.buffer) < int(size):
            self.buffer += self.more()
        out, self.buffer = self.buffer[: int(size)], self.buffer[int(size):]
        return json.loads(out)

    def more(self):
        piece = self.wire.recv(65536)
        if not piece:
            raise SystemExit("Thunderbird has gone")
        return piece

    def ask(self, command, **parameters):
        self.number += 1
        text = json.dumps([0, self.number, command, parameters]).encode()
        self.wire.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, result = self.receive()
        if error:
            raise SystemExit(f"{command}: {error.get('error')}: {error.get('message')}")
        return result.get("value") if isinstance(result, dict) and "value" in result else result


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def write_preferences(profile, port):
    wanted = {"marionette.port": port, "mail.provider.suppress_dialog_on_startup": True, "mail.spotlight.firstRunDone": True, "mail.winsearch.firstRunDone": True,
              "mailnews.start_page.enabled": False, "app.update.auto": False, "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
              "toolkit.telemetry.enabled": False, "extensions.update.enabled": False, "mail.shell.checkDefaultClient": False, "app.donation.eoy.version.viewed": 99,
              "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False, "mail.biff.show_alert": False,
              "services.settings.server": "http://127.0.0.1:9/", "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
              "mail.server.default.offline_download": False, "mail.server.default.autosync_offline_stores": False, "security.sandbox.content.level": 0}
    os.makedirs(profile, exist_ok=True)
    with open(f"{profile}/user.js", "w", encoding="utf-8") as file:
        file.writelines(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items())


def steps(on, port, user, password, method="passwordCleartext", *wanted):
    on.ask("WebDriver:NewSession", capabilities={})
    on.ask("Marionette:SetContext", value="chrome")
    on.ask("WebDriver:SetTimeouts", script=30000)
    on.ask("WebDriver:ExecuteScript", script=SETUP, args=[port, user, password, method], sandbox="system", newSandbox=False)
    for name, script in STEPS:
        if wanted and name not in wanted:
            continue
        said = on.ask("WebDriver:ExecuteAsyncScript", script=COMMON.replace("STEP", script), args=[], sandbox="system", newSandbox=False)
        if "error" in said:
            raise SystemExit(f"{name}: {said['error']}")
        print(f"{name}: {said['value']}", flush=True)


def main():
    profile, port, *account = sys.argv[1:]
    here = free_port()
    write_preferences(profile, here)
    command = ["thunderbird", "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile]
    one = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("too late"))
    signal.alarm(LIMIT)
    try:
        on = Marionette(here)
        steps(on, int(port), *account)
    finally:
        signal.alarm(0)
        os.killpg(one.pid, signal.SIGKILL)
        one.wait()


if __name__ == "__main__":
    sys.exit(main())
