// What drive.py has Thunderbird do, inside it: the step `arguments[0]` with the value `arguments[1]` for the person
// `arguments[2]` ({ host, user, password, method }); the last argument takes what came of it.
const [step, value, person] = arguments;
const done = arguments[arguments.length - 1];
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const until = async (what, text) => {
  for (let i = 0; i < 400; i++) {
    if (await what()) return;
    await pause(50);
  }
  throw new Error("in vain: " + text);
};
const good = (status, what) => { if (!Components.isSuccessCode(status)) throw new Error(what + ": status " + status.toString(16)); };
// finished(begin): begin is given a listener, whose end of the URL is waited for.
const finished = begin => new Promise((resolve, reject) => begin({
  QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
  OnStartRunningUrl() {},
  OnStopRunningUrl(url, status) { Components.isSuccessCode(status) ? resolve() : reject(new Error("status " + status.toString(16))); },
}));

// A server that is named for the first time is made, with an account, else it has moved. Its value is PORT:TRANSPORT; TRANSPORT and
// the person's method are called as in nsMsgSocketType and nsMsgAuthMethod.
const settle = server => {
  const [port, transport] = value.split(":");
  server.closeCachedConnections();
  server.port = Number(port);
  server.socketType = Ci.nsMsgSocketType[transport];
  server.authMethod = Ci.nsMsgAuthMethod[person.method];
  server.password = person.password;
};
const serverOf = type => MailServices.accounts.accounts.map(account => account.incomingServer).find(server => server.type == type);
const incoming = type => {
  const known = serverOf(type);
  const server = known || MailServices.accounts.createIncomingServer(person.user, person.host, type);
  settle(server);
  server.doBiff = false;
  if (known) return;
  const account = MailServices.accounts.createAccount();
  account.incomingServer = server;
  const identity = MailServices.accounts.createIdentity();
  identity.email = person.user;
  identity.doFcc = false;
  account.addIdentity(identity);
  MailServices.accounts.defaultAccount = account;
};
const outgoing = () => {
  const made = () => MailServices.outgoingServer.createServer("smtp");
  const server = (MailServices.outgoingServer.servers[0] || made()).QueryInterface(Ci.nsISmtpServer);
  server.hostname = person.host;
  server.username = person.user;
  settle(server);
  MailServices.outgoingServer.defaultServer = server;
};

const imap = () => serverOf("imap");
const folders = () => imap().rootFolder.subFolders;
const folder = name => folders().find(f => f.name == name);
const inboxOf = server => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
const inbox = () => inboxOf(imap());
// While it looks at the folder of its own accord, the listener may hear nothing.
const update = f => Promise.race([pause(2000), finished(listener => f.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, listener))]);
const messages = f => Array.from(f.msgDatabase.enumerateMessages()).sort((a, b) => a.messageKey - b.messageKey);
const subjects = f => messages(f).map(message => message.mime2DecodedSubject);
const holds = (f, subject) =>
  until(async () => { await update(f); return subjects(f).includes(subject); }, "a message " + subject + " in " + f.name);
const named = subject => {
  const found = messages(inbox()).find(message => message.mime2DecodedSubject == subject);
  if (!found) throw new Error("no message " + subject);
  return found;
};

const steps = {
  // The file's authority is trusted.
  async trust() {
    const pem = await IOUtils.readUTF8(value);
    const base64 = pem.replace(/-----[A-Z ]+-----|\s/g, "");
    Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).addCertFromBase64(base64, "C,,");
    return "done";
  },

  // The file's certificate, with its key and no password, is one's own.
  async certificate() {
    const { FileUtils } = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
    const database = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
    const status = database.importPKCS12File(new FileUtils.File(value), "");
    if (status != Ci.nsIX509CertDB.Success) throw new Error("status " + status);
    return "done";
  },

  // The directory's add-on is there, until the end.
  async addon() {
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const { FileUtils } = ChromeUtils.importESModule("resource://gre/modules/FileUtils.sys.mjs");
    return (await AddonManager.installTemporaryAddon(new FileUtils.File(value))).id;
  },

  async imap() {
    incoming("imap");
    imap().performExpand(null);
    await until(inbox, "the INBOX");
    return "done";
  },

  async folders() {
    await until(() => folder(value), "the folder " + value);
    return folders().map(f => f.name).sort().join(", ");
  },

  // The subjects in the INBOX, where this one is waited for.
  async inbox() {
    await holds(inbox(), value);
    return subjects(inbox()).join(", ");
  },

  async text() {
    const { MsgHdrToMimeMessage } = ChromeUtils.importESModule("resource:///modules/gloda/MimeMessage.sys.mjs");
    const found = await new Promise(resolve =>
      MsgHdrToMimeMessage(named(value), null, (_, message) => resolve(message), true, { examineEncryptedParts: true }));
    return found.coerceBodyToPlaintext(inbox()).trim();
  },

  async flag() {
    inbox().markMessagesFlagged([named(value)], true);
    await pause(1000);
    return "done";
  },

  async read() {
    inbox().markMessagesRead([named(value)], true);
    await pause(1000);
    return "done";
  },

  async search() {
    const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
    session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, inbox());
    const term = session.createTerm();
    const wanted = term.value;
    wanted.attrib = term.attrib = Ci.nsMsgSearchAttrib.Body;
    wanted.str = value;
    term.value = wanted;
    term.op = Ci.nsMsgSearchOp.Contains;
    term.booleanAnd = true;
    session.appendTerm(term);
    const hits = [];
    const status = await new Promise(resolve => {
      session.registerListener({ QueryInterface: ChromeUtils.generateQI(["nsIMsgSearchNotify"]),
        onNewSearch() {}, onSearchHit(message) { hits.push(message.mime2DecodedSubject); }, onSearchDone: resolve });
      session.search(null);
    });
    good(status, "search");
    return hits.join(", ");
  },

  // SUBJECT>FOLDER
  async copy() {
    const [subject, name] = value.split(">");
    const target = folder(name);
    MailServices.copy.copyMessages(inbox(), [named(subject)], target, false, null, null, false);
    await holds(target, subject);
    return subjects(target).join(", ");
  },

  async delete() {
    const gone = named(value);
    imap().QueryInterface(Ci.nsIImapIncomingServer).deleteModel = Ci.nsMsgImapDeleteModels.DeleteNoTrash;
    inbox().deleteMessages([gone], null, true, false, null, false);
    await update(inbox());
    await until(() => !subjects(inbox()).includes(value), "the end of a message");
    await finished(listener => inbox().QueryInterface(Ci.nsIMsgImapMailFolder).expunge(listener, null));
    return subjects(inbox()).join(", ");
  },

  async create() {
    imap().rootFolder.createSubfolder(value, null);
    await until(() => folder(value), "the new folder");
    return "done";
  },

  async pop3() {
    incoming("pop3");
    return "done";
  },

  async fetch() {
    const server = serverOf("pop3").QueryInterface(Ci.nsIPop3IncomingServer);
    server.leaveMessagesOnServer = true;
    await finished(listener => server.getNewMessages(inboxOf(server), null, listener));
    return subjects(inboxOf(server)).join(", ");
  },

  async smtp() {
    outgoing();
    return "done";
  },

  // A message with this subject, to oneself.
  async send() {
    const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
    const identity = MailServices.accounts.defaultAccount.defaultIdentity;
    fields.from = fields.to = person.user;
    fields.subject = value;
    const status = await new Promise((resolve, reject) => {
      const listener = { QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
        onStartSending() {}, onSendProgress() {}, onStatus() {}, onGetDraftFolderURI() {}, onSendNotPerformed() {}, onTransportSecurityError() {},
        onStopSending(id, result) { resolve(result); } };
      Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend).createAndSendMessage(null, identity, "", fields, false, false,
        Ci.nsIMsgSend.nsMsgDeliverNow, null, "text/plain", "Hello.\r\n", null, null, listener, "", "", Ci.nsIMsgCompType.New).catch(reject);
    });
    good(status, "sending");
    return "done";
  },
};

const main = async () => { if (!steps[step]) throw new Error("no such step"); return steps[step](); };
main().then(said => done({ said }), error => done({ error: String(error) + " " + (error.stack || "") }));
