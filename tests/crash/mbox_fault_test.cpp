// The promises about mboxes, with the file system against them: deliveries, appends, marks, expunges and moves run over
// a file system whose call n fails, or at whose call n the power goes. Then the account is opened again on what the
// disk kept, and everything acknowledged must be there exactly once, nothing half.
#include "../lib/fault_fs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>

#include "mbox/account.h"
#include "mbox/depositor.h"
#include "mbox/service.h"

namespace mailstead::mbox {
namespace {

namespace fs = std::filesystem;
namespace flag = store::flag;
using store::uid_set;
using test::fault_fs;
using how_to = store::flag_change::how;
using mode = store::mailbox::expunge_mode;

enum class state { unknown, present, gone };
struct told {
    state in_inbox = state::unknown, in_saved = state::unknown;
    std::optional<std::uint32_t> flags;  // in INBOX
};

std::string text_of(std::string const& subject) {
    return "Subject: " + subject + "\r\n\r\nbody of " + subject + "\r\n";
}
std::string stored_of(std::string const& subject) { return "Subject: " + subject + "\n\nbody of " + subject + "\n"; }
std::string foreign(std::string const& subject) {
    return "From a@b  Mon Jul  5 23:46:19 1999\nSubject: " + subject + "\n\nbody of " + subject + "\n\n";
}

class world {
public:
    // synced: the power went; everything: the process alone has gone.
    enum class keep { synced, everything };
    world() {
        fs::path const memory = "/dev/shm";
        auto const parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
        auto name = (parent / "mailstead-crash-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        root_ = name;
        fs::create_directories(root_ / "disk/mail");
        std::ofstream(box()) << foreign("old1") << foreign("old2") << foreign("old3");
        // The index's directory is there before the faults begin: its own crash tests are the index's.
        fs::create_directories(store::index_path((root_ / "disk/index").string(), "a"));
        fresh_files();
    }
    ~world() {
        close();
        fs::remove_all(root_);
    }
    fault_fs& files() { return *files_; }
    std::string box() const { return (root_ / "disk/mail/box").string(); }
    store::owner who() const { return {"a", box(), ::geteuid(), ::getegid(), ""}; }
    void open() {
        mbox::settings how;
        how.index.directory = (root_ / "disk/index").string();
        how.virtual_.lock.attempts = 2;
        how.virtual_.lock.delay = std::chrono::milliseconds(1);
        how.deposit_threads = 1;
        how.look_every = {};
        with_ = std::make_unique<service>(how, *files_);
        to_ = std::make_unique<depositor>(*with_);
    }
    void drain() { with_->drain(); }
    void close() {
        to_.reset();
        with_.reset();
    }
    // The databases as they are at the moment of the cut; the journals are the file system's.
    void copy_index() { fs::copy(root_ / "disk/index", root_ / "index.cut", fs::copy_options::recursive); }
    void reboot(keep what) {
        close();
        if (what == keep::synced) {
            fs::create_directories(root_ / "survivors");
            files_->write_survivors((root_ / "survivors").string());
            files_.reset();
            for (auto const& at : fs::recursive_directory_iterator(root_ / "index.cut"))
                if (at.path().filename().string().starts_with("index.db"))
                    fs::copy_file(at.path(), root_ / "survivors/index" / fs::relative(at.path(), root_ / "index.cut"),
                                  fs::copy_options::overwrite_existing);
            become(root_ / "survivors", root_ / "disk");
            fs::remove_all(root_ / "survivors");
        } else {
            fs::remove_all(root_ / "disk/index");
            fs::rename(root_ / "index.cut", root_ / "disk/index");
        }
        fresh_files();
        // A lock file that a dead process left is taken over when it is old; nobody waits that long here.
        fs::remove(box() + ".lock");
        fs::remove(box() + ".folders/Saved.lock");
        open();
    }
    result<std::shared_ptr<store::account>> account() { return opener(*with_).open(who()); }
    result<store::outcome> deliver(std::uint64_t number, std::string const& subject, bool again = false) {
        store::delivery what;
        what.who = who();
        what.id = {5, number, 0, 0};
        what.text = std::make_shared<std::vector<std::string> const>(1, text_of(subject));
        what.arrival = ::time(nullptr);
        what.maybe_delivered = again;
        std::mutex lock;
        std::condition_variable wake;
        std::optional<result<store::outcome>> got;
        to_->deposit(std::move(what), [&](result<store::outcome> answer) {
            std::lock_guard const hold(lock);
            got = std::move(answer);
            wake.notify_one();
        });
        std::unique_lock hold(lock);
        wake.wait(hold, [&] { return got.has_value(); });
        return *got;
    }

private:
    // `to` gets the content of `from`; a file that stays keeps its inode, as on a disk.
    static void become(fs::path const& from, fs::path const& to) {
        for (auto const& at : fs::directory_iterator(to))
            if (!fs::exists(from / at.path().filename())) fs::remove_all(at.path());
        for (auto const& at : fs::directory_iterator(from)) {
            auto const target = to / at.path().filename();
            if (at.is_directory()) {
                fs::create_directories(target);
                become(at.path(), target);
            } else {
                std::ofstream(target, std::ios::binary) << std::ifstream(at.path(), std::ios::binary).rdbuf();
                fs::resize_file(target, fs::file_size(at.path()));
            }
        }
    }
    void fresh_files() { files_ = std::make_unique<fault_fs>((root_ / "disk").string()); }
    fs::path root_;
    std::unique_ptr<fault_fs> files_;
    std::unique_ptr<service> with_;
    std::unique_ptr<depositor> to_;
};

std::string subject_in(store::mailbox& box, std::uint32_t uid) {
    auto const from = box.open(uid);
    if (!from) return "(" + from.error().message() + ")";
    std::string text((*from)->size(), '\0');
    auto const got = (*from)->read_at(text, 0);
    if (!got || *got != text.size()) return "(unreadable)";
    auto const at = text.find("Subject: ");
    if (at != 0) return "(torn: " + text + ")";
    auto const subject = text.substr(9, text.find('\n') - 9);
    return text == stored_of(subject) ? subject : "(torn: " + text + ")";
}

std::map<std::string, unsigned> count_in(store::mailbox& box) {
    std::map<std::string, unsigned> out;
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i) ++out[subject_in(box, (*view)[i].uid)];
    return out;
}

std::optional<std::uint32_t> uid_of(store::mailbox& box, std::string const& subject) {
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i)
        if (subject_in(box, (*view)[i].uid) == subject) return (*view)[i].uid;
    return std::nullopt;
}

// One operation on an account, and the ledger of what it was told. Goes on after failures, as clients do.
class script {
public:
    explicit script(world& in) : in_(in) {
        for (auto const* old : {"old1", "old2", "old3"}) ledger[old].in_inbox = state::present;
    }
    std::map<std::string, told> ledger;
    std::map<std::uint32_t, std::string> uids;
    std::uint32_t validity = 0;

    void deliver() {
        for (std::uint64_t i = 1; i <= 2; ++i) {
            auto const subject = "delivered" + std::to_string(i);
            auto& entry = ledger[subject];
            if (in_.deliver(i, subject)) entry.in_inbox = state::present;
        }
    }
    void append() {
        with_inbox([&](store::mailbox& box) {
            for (auto const* subject : {"appended1", "appended2"}) {
                auto& entry = ledger[subject];
                std::vector<store::new_message> one(1);
                auto text = box.begin();
                if (!text || !(*text)->append(text_of(subject))) continue;
                one[0].text = std::move(*text);
                one[0].flags = flag::draft;
                if (!box.append(std::move(one))) continue;
                entry.in_inbox = state::present;
                entry.flags = flag::draft;
            }
        });
    }
    void marks() {
        with_inbox([&](store::mailbox& box) {
            mark(box, "old1", flag::seen);
            mark(box, "old3", flag::flagged | flag::answered);
        });
        in_.drain();  // they are written to the file when the session has gone
        with_inbox([&](store::mailbox& box) { mark(box, "old1", flag::answered); });
        in_.drain();
    }
    void expunge() {
        with_inbox([&](store::mailbox& box) {
            mark(box, "old3", flag::seen);
            drop(box, "old1");
            drop(box, "old2");
        });
    }
    void move() {
        auto const account = in_.account();
        if (!account || !(*account)->create("Saved")) return;
        auto const inbox = (*account)->open("INBOX"), saved = (*account)->open("Saved");
        if (!inbox || !saved) return;
        look(**inbox);
        if (auto const uid = uid_of(**inbox, "old1")) {
            auto const done = (*inbox)->copy(uid_set::of({*uid}), **saved);
            if (done) ledger["old1"].in_saved = state::present;
        }
        if (auto const uid = uid_of(**inbox, "old2")) {
            auto& entry = ledger["old2"];
            auto const done = (*inbox)->move(uid_set::of({*uid}), **saved);
            entry.in_inbox = done ? state::gone : state::unknown;
            entry.in_saved = done ? state::present : state::unknown;
        }
    }

private:
    template <class Work>
    void with_inbox(Work work) {
        auto const account = in_.account();
        if (!account) return;
        auto const inbox = (*account)->open("INBOX");
        if (!inbox) return;
        look(**inbox);
        work(**inbox);
    }
    void look(store::mailbox& box) {
        auto const view = box.now();
        validity = view->uidvalidity();
        for (std::size_t i = 0; i < view->size(); ++i)
            if (auto const subject = subject_in(box, (*view)[i].uid); subject.front() != '(')
                uids[(*view)[i].uid] = subject;
    }
    void mark(store::mailbox& box, std::string const& subject, std::uint32_t wanted) {
        auto const uid = uid_of(box, subject);
        if (!uid) return;
        auto const done = box.change_flags(uid_set::of({*uid}), {how_to::replace, wanted, {}}, ~0ull);
        ledger[subject].flags = done ? std::optional(wanted) : std::nullopt;
    }
    void drop(store::mailbox& box, std::string const& subject) {
        auto const uid = uid_of(box, subject);
        if (!uid) return;
        auto const done = box.expunge(uid_set::of({*uid}), mode::all);
        ledger[subject].in_inbox = done ? state::gone : state::unknown;
    }
    world& in_;
};

void check_state(state want, std::map<std::string, unsigned> const& have, std::string const& subject,
                 char const* where) {
    auto const at = have.find(subject);
    unsigned const n = at == have.end() ? 0 : at->second;
    if (want == state::present)
        EXPECT_EQ(n, 1u) << subject << " in " << where;
    else if (want == state::gone)
        EXPECT_EQ(n, 0u) << subject << " in " << where;
    else
        EXPECT_LE(n, 1u) << subject << " in " << where;
}

void check(world& in, script const& ran) {
    auto const account = in.account();
    ASSERT_TRUE(account);
    auto const opened = (*account)->open("INBOX");
    ASSERT_TRUE(opened) << opened.error().message();
    auto const inbox = *opened;
    // What was not acknowledged is tried again, as mta does: never two, never torn.
    for (std::uint64_t i = 1; i <= 2; ++i) {
        auto const subject = "delivered" + std::to_string(i);
        auto const entry = ran.ledger.find(subject);
        if (entry == ran.ledger.end() || entry->second.in_inbox != state::unknown) continue;
        auto const again = in.deliver(i, subject, true);
        EXPECT_TRUE(again) << again.error().message();
    }
    ASSERT_TRUE(inbox->refresh());
    auto const there = count_in(*inbox);
    for (auto const& [subject, n] : there) EXPECT_NE(subject.front(), '(') << subject;
    std::map<std::string, unsigned> saved;
    if (auto const box = (*account)->open("Saved")) saved = count_in(**box);
    for (auto const& [subject, n] : saved) EXPECT_NE(subject.front(), '(') << subject;
    for (auto const& [subject, entry] : ran.ledger) {
        bool const delivered = subject.front() == 'd';
        check_state(delivered ? state::present : entry.in_inbox, there, subject, "INBOX");
        check_state(entry.in_saved, saved, subject, "Saved");
        // A move that failed has left the message somewhere.
        if (entry.in_inbox == state::unknown && subject == "old2" && ran.uids.size() >= 3 &&
            entry.in_saved == state::unknown)
            continue;
        if (!entry.flags || entry.in_inbox != state::present) continue;
        auto const uid = uid_of(*inbox, subject);
        ASSERT_TRUE(uid) << subject;
        EXPECT_EQ(inbox->now()->find(*uid)->flags, *entry.flags) << subject;
    }
    // A uid once shown is that message's or nobody's.
    for (auto const& [uid, subject] : ran.uids) {
        if (!inbox->now()->find(uid)) continue;
        EXPECT_EQ(subject_in(*inbox, uid), subject) << uid;
    }
    if (ran.validity != 0) {
        EXPECT_EQ(inbox->now()->uidvalidity(), ran.validity);
    }
}

struct operation {
    char const* name;
    void (script::*run)();
};
constexpr operation operations[] = {{"deliver", &script::deliver},
                                    {"append", &script::append},
                                    {"marks", &script::marks},
                                    {"expunge", &script::expunge},
                                    {"move", &script::move}};
struct fault_kind {
    char const* name;
    fault_fs::fault what;
    world::keep kept;
};
constexpr fault_kind kinds[] = {{"a_call_fails", fault_fs::fault::fail_once, world::keep::everything},
                                {"the_power_goes", fault_fs::fault::cut_power, world::keep::synced},
                                {"the_process_dies", fault_fs::fault::cut_power, world::keep::everything}};

class every_step : public testing::TestWithParam<std::tuple<operation, fault_kind>> {};

TEST_P(every_step, keeps_the_promises) {
    auto const& [what, kind] = GetParam();
    unsigned steps = 0;
    {
        world in;
        in.open();
        in.files().plan(fault_fs::fault::none, 0);
        script ran(in);
        (ran.*what.run)();
        in.drain();
        steps = in.files().calls();
        check(in, ran);
        ASSERT_FALSE(testing::Test::HasFailure()) << "without any fault";
    }
    std::printf("mbox %s, %s: %u points\n", what.name, kind.name, steps);
    ASSERT_GE(steps, 5u);
    for (unsigned n = 1; n <= steps; ++n) {
        SCOPED_TRACE(n);
        world in;
        in.open();
        in.files().plan(kind.what, n, [&] { in.copy_index(); });
        script ran(in);
        (ran.*what.run)();
        in.drain();
        bool const cut = in.files().is_cut();
        in.files().plan(fault_fs::fault::none, 0);
        if (cut) {
            in.reboot(kind.kept);
        } else {
            in.close();
            // An unlink that failed leaves our lock file; it would be taken over when it is old.
            fs::remove(in.box() + ".lock");
            fs::remove(in.box() + ".folders/Saved.lock");
            in.open();
        }
        check(in, ran);
        if (testing::Test::HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(mbox, every_step, testing::Combine(testing::ValuesIn(operations), testing::ValuesIn(kinds)),
                         [](auto const& info) {
                             return std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param).name;
                         });

}  // namespace
}  // namespace mailstead::mbox
