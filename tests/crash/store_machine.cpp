// Depositor, account and index over two fault layers.
#include "tests/crash/store_machine.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>

#include "maildir/account.h"
#include "maildir/depositor.h"
#include "mbox/account.h"
#include "mbox/depositor.h"
#include "store/edit.h"
#include "store/joined.h"
#include "store/read.h"

namespace mailstead::store::crash {
namespace {

namespace fs = std::filesystem;
using mailstead::test::fault_fs;
using mailstead::test::unsynced;

std::string stored_of(std::string const& subject) { return "Subject: " + subject + "\n\nbody of " + subject + "\n"; }

// `to` gets the content of `from`; a file that stays keeps its inode, as on a disk.
void become(fs::path const& from, fs::path const& to) {
    for (auto const& at : fs::directory_iterator(to))
        if (!fs::exists(from / at.path().filename())) fs::remove_all(at.path());
    for (auto const& at : fs::directory_iterator(from)) {
        auto const target = to / at.path().filename();
        if (at.is_directory()) {
            fs::create_directories(target);
            become(at.path(), target);
        } else {
            fs::copy_file(at.path(), target, fs::copy_options::overwrite_existing);
        }
    }
}

std::string subject_in(mailbox& box, std::uint32_t uid) {
    auto const from = box.open(uid);
    if (!from) return "(" + from.error().message() + ")";
    auto const text = read_text(**from);
    if (!text) return "(" + text.error().message() + ")";
    if (!text->starts_with("Subject: ")) return "(torn: " + *text + ")";
    auto const subject = text->substr(9, text->find('\n') - 9);
    return *text == stored_of(subject) ? subject : "(torn: " + *text + ")";
}

void look_into(mailbox& box, std::string const& folder, contents& out) {
    auto const seen = box.refresh();
    if (!seen) return out.complaints.push_back(folder + ": " + seen.error().message());
    auto const& rows = **seen;
    out.folders[folder] = rows.uidvalidity();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const subject = subject_in(box, rows[i].uid);
        if (subject.front() == '(') out.complaints.push_back(folder + ": " + subject);
        out.messages[subject].insert({folder, rows[i].flags, names_of(rows, rows[i].keywords)});
        out.uids[{folder, rows[i].uid}] = subject;
    }
}

}  // namespace

std::string text_of(std::string const& subject) {
    return "Subject: " + subject + "\r\n\r\nbody of " + subject + "\r\n";
}

machine::machine(kind of) : kind_(of) {
    // In memory where possible: fault_fs says what is durable, the real disk's syncs would only take time.
    fs::path const memory = "/dev/shm";
    auto const parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
    auto name = (parent / "mailstead-crash-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    root_ = name;
    fs::create_directories(root_ / "disk/mail");
    // The server makes it past this seam; it is synced there.
    for (auto const* account : {"a", "a/folders"}) fs::create_directories(index_path((root_ / "disk/index").string(), account));
    vfs_.use(line_);
    fresh_files();
}

machine::~machine() {
    close();
    files_.reset();
    fs::remove_all(root_);
}

void machine::fresh_files() {
    files_ = std::make_unique<fault_fs>((root_ / "disk").string());
    files_->use(line_);
}

owner machine::who() const {
    auto const* const where = has_mbox() ? "disk/mail/box" : "disk/mail/Maildir/";
    return {"a", (root_ / where).string(), ::geteuid(), ::getegid(), ""};
}

void machine::open() {
    index_settings index;
    index.directory = (root_ / "disk/index").string();
    index.vfs = vfs_.name();
    if (has_mbox()) open_mboxes(index);
    if (kind_ != kind::mbox) open_maildirs(index);
}

void machine::open_mboxes(index_settings const& index) {
    mbox::settings how;
    how.index = index;
    how.virtual_.lock.attempts = 2;
    how.virtual_.lock.delay = std::chrono::milliseconds(1);
    how.deposit_threads = 1;
    how.look_every = {};
    mboxes_ = std::make_unique<mbox::service>(how, *files_);
    accounts_ = std::make_unique<mbox::opener>(*mboxes_);
    to_ = std::make_unique<mbox::depositor>(*mboxes_);
}

void machine::open_maildirs(index_settings const& index) {
    maildir::settings how;
    how.index = index;
    how.host = "h";
    how.sync = kind_ == kind::maildir_syncfs ? maildir::sync_mode::syncfs : maildir::sync_mode::fsync;
    how.deposit_threads = 1;
    how.watch = false;
    if (kind_ == kind::maildir_syncfs) how.rows_later = 1;    // what a first look finds gets its rows behind the answer
    if (kind_ == kind::maildir_fs) how.layout = maildir::make_layout(maildir::layout_kind::fs, maildir::name_spelling::utf7);
    maildirs_ = std::make_unique<maildir::service>(how, *files_);
    if (kind_ == kind::joined) return;
    accounts_ = std::make_unique<maildir::opener>(*maildirs_);
    to_ = std::make_unique<maildir::depositor>(*maildirs_);
}

void machine::close() {
    to_.reset();
    accounts_.reset();
    maildirs_.reset();
    mboxes_.reset();
    remove_lock_files();
}

void machine::remove_lock_files() {
    std::vector<fs::path> old;
    for (auto const& one : fs::recursive_directory_iterator(root_ / "disk/mail"))
        if (one.path().string().ends_with(".lock")) old.push_back(one.path());
    for (auto const& one : old) fs::remove(one);
}

void machine::restart(unsynced rest) {
    close();
    auto const next = root_ / "next";
    files_->write_survivors(next.string(), rest);
    files_.reset();
    become(next, root_ / "disk");
    fs::remove_all(next);
    line_.cut_at(0);
    vfs_.restart(rest);
    remove_lock_files();
    fresh_files();
    open();
}

void machine::lose_index() { vfs_.erase_all(); }

result<std::shared_ptr<account>> machine::user() {
    auto inbox = accounts_->open(who());
    if (!inbox || kind_ != kind::joined) return inbox;
    auto beside = who();
    beside.account += "/folders";
    beside.location = (root_ / "disk/mail/folders/").string();
    auto folders = maildir::opener(*maildirs_).open(beside);
    if (!folders) return folders;
    return std::shared_ptr<account>(std::make_shared<joined_account>(std::move(*inbox), std::move(*folders)));
}

void machine::drain() {
    if (maildirs_) maildirs_->drain();
    if (mboxes_) mboxes_->drain();
}

result<outcome> machine::deliver(std::uint64_t number, std::string const& subject, bool again) {
    delivery what;
    what.who = who();
    what.id = {5, number, 0, 0};
    what.text = std::make_shared<std::vector<std::string> const>(1, text_of(subject));
    what.arrival = 1'700'000'000;
    what.maybe_delivered = again;
    std::mutex lock;
    std::condition_variable wake;
    std::optional<result<outcome>> got;
    to_->deposit(std::move(what), [&](result<outcome> answer) {
        std::lock_guard const hold(lock);
        got = std::move(answer);
        wake.notify_one();
    });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return got.has_value(); });
    return *got;
}

void machine::put_dovecot() {
    auto const at = who().location;
    for (auto const* sub : {"cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"}) fs::create_directories(at + sub);
    std::ofstream(at + "cur/100.a:2,Sa") << stored_of("first");
    std::ofstream(at + "cur/101.b:2,Fb") << stored_of("second");
    std::ofstream(at + "new/102.c") << stored_of("third");
    std::ofstream(at + ".Sent/cur/103.d:2,S") << stored_of("sent");
    std::ofstream(at + "dovecot-uidlist") << "3 V77 N40 G00\n7 Pmine :100.a\n20 :102.c\n33 :101.b\n";
    std::ofstream(at + ".Sent/dovecot-uidlist") << "3 V78 N10\n9 :103.d\n";
    std::ofstream(at + "dovecot-keywords") << "0 project\n1 later\n";
    std::ofstream(at + "subscriptions") << "Sent\n";
    (void)files_->sync_file_system(-1);
}

void machine::put_foreign(std::string const& subject) {
    if (has_mbox()) {
        std::ofstream(who().location, std::ios::app) << "From a@b  Mon Jul  5 23:46:19 1999\n" << stored_of(subject) << '\n';
    } else {
        for (auto const* sub : {"cur", "new", "tmp"}) fs::create_directories(who().location + sub);
        std::ofstream(who().location + "new/1699999999." + subject + ".h") << stored_of(subject);
    }
    (void)files_->sync_file_system(-1);
}

contents look_at(machine& on) {
    contents out;
    auto const user = on.user();
    if (!user) return out.complaints.push_back("account: " + user.error().message()), out;
    auto const all = (*user)->list();
    if (!all) return out.complaints.push_back("list: " + all.error().message()), out;
    for (auto const& folder : *all) {
        if (!folder.selectable) continue;
        auto const box = (*user)->open(folder.name);
        if (box) look_into(**box, folder.name, out);
        else out.complaints.push_back(folder.name + ": " + box.error().message());
    }
    return out;
}

namespace {

std::string words(std::multiset<contents::placed> const& all) {
    std::string out = "[";
    for (auto const& one : all) {
        out += fmt::format(" {}/{}", one.folder, one.flags);
        for (auto const& keyword : one.keywords) out += "+" + keyword;
    }
    return out + " ]";
}

std::multiset<contents::placed> const& places(contents const& in, std::string const& subject) {
    static std::multiset<contents::placed> const none;
    auto const at = in.messages.find(subject);
    return at == in.messages.end() ? none : at->second;
}

void compare_messages(contents const& before, contents const& after, contents const& now, bool acknowledged,
                      std::vector<std::string>& out, bool may_be_both) {
    std::set<std::string> subjects;
    for (auto const* in : {&before, &after, &now})
        for (auto const& [subject, where] : in->messages) subjects.insert(subject);
    for (auto const& subject : subjects) {
        auto const& is = places(now, subject);
        bool const old = !acknowledged && is == places(before, subject);
        if (old || is == places(after, subject)) continue;
        std::multiset<contents::placed> both = places(before, subject);
        both.insert(places(after, subject).begin(), places(after, subject).end());
        if (may_be_both && !acknowledged && is == both) continue;
        out.push_back(fmt::format("{}: {}, was {}, shall be {}", subject, words(is), words(places(before, subject)),
                                  words(places(after, subject))));
    }
}

void compare_folders(contents const& before, contents const& after, contents const& now, bool acknowledged,
                     std::vector<std::string>& out) {
    for (auto const& [name, validity] : after.folders) {
        if (!now.folders.contains(name) && (acknowledged || before.folders.contains(name))) out.push_back(name + " is lost");
    }
    for (auto const& [name, validity] : now.folders) {
        bool const may_be = after.folders.contains(name) || (!acknowledged && before.folders.contains(name));
        if (!may_be) out.push_back(name + " is still there");
        auto const was = before.folders.find(name);
        if (was != before.folders.end() && after.folders.contains(name) && was->second != validity)
            out.push_back(name + " has another UIDVALIDITY");
    }
}

// A uid once shown is that message's or nobody's, and a message that stays in its folder keeps its uid.
void compare_uids(contents const& before, contents const& now, std::vector<std::string>& out) {
    for (auto const& [key, subject] : before.uids) {
        auto const& [folder, uid] = key;
        auto const validity = now.folders.find(folder);
        if (validity == now.folders.end() || validity->second != before.folders.at(folder)) continue;
        auto const at = now.uids.find(key);
        auto const in_folder = [&](contents::placed const& one) { return one.folder == folder; };
        auto const& is = places(now, subject);
        if (at == now.uids.end() && std::any_of(is.begin(), is.end(), in_folder))
            out.push_back(fmt::format("{}: {} has lost its uid {}", folder, subject, uid));
        if (at != now.uids.end() && at->second != subject)
            out.push_back(fmt::format("{}: uid {} was {} and is {}", folder, uid, subject, at->second));
    }
}

}  // namespace

std::vector<std::string> compare(contents const& before, contents const& after, contents const& now, bool acknowledged,
                                 bool may_be_both) {
    auto out = now.complaints;
    compare_messages(before, after, now, acknowledged, out, may_be_both);
    compare_folders(before, after, now, acknowledged, out);
    compare_uids(before, now, out);
    return out;
}

}  // namespace mailstead::store::crash
