// Promises 1 to 3 under a failing disk: a script of delivery, append, flags, copy, move, replace and expunge is run once for
// every changing call n, which fails or at which the power goes. Then the mailbox is opened again, on what the disk
// kept, and everything acknowledged must be there exactly once, nothing half.
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
#include <set>

#include "maildir/account.h"
#include "maildir/depositor.h"
#include "maildir/name.h"
#include "maildir/service.h"
#include "maildir/uidlist.h"

namespace mailstead::maildir {
namespace {

namespace fs = std::filesystem;
namespace flag = store::flag;
using store::uid_set;
using test::fault_fs;
using how = store::flag_change::how;

// What a client was told, by the message's own text.
struct told {
    enum class state { unknown, present, gone } in_inbox = state::unknown, in_saved = state::unknown;
    std::optional<std::uint32_t> flags;  // in INBOX
};

// Each message is its subject, so that contents tell messages apart.
std::string text_of(std::string const& subject) {
    return "Subject: " + subject + "\r\n\r\nbody of " + subject + "\r\n";
}
std::string stored_of(std::string const& subject) { return "Subject: " + subject + "\n\nbody of " + subject + "\n"; }

class world {
public:
    world() {
        // In memory where possible: fault_fs says what is durable, the real disk's syncs would only take time.
        fs::path const memory = "/dev/shm";
        auto const parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
        auto name = (parent / "mailstead-crash-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        root_ = name;
        fs::create_directories(root_ / "mail");
        files_ = std::make_unique<fault_fs>((root_ / "mail").string());
    }
    ~world() {
        close();
        fs::remove_all(root_);
    }

    fault_fs& files() { return *files_; }
    store::owner who() const {
        store::owner out{"a", (root_ / "mail/Maildir/").string(), ::geteuid(), ::getegid(), ""};
        out.quota = quota;
        return out;
    }
    void open() {
        maildir::settings how;
        how.index.directory = (root_ / "index").string();
        how.host = "h";
        how.sync = mode;
        how.deposit_threads = 1;
        how.watch = false;
        if (foreign > 0) how.rows_later = 1;
        with_ = std::make_unique<service>(how, *files_);
        to_ = std::make_unique<depositor>(*with_);
    }
    // Mail of another program's making, safe on the disk before anything else.
    void fill() {
        if (foreign == 0) return;
        for (auto const* sub : {"new", "cur", "tmp"}) fs::create_directories(root_ / "mail/Maildir" / sub);
        for (int i = 1; i <= foreign; ++i)
            std::ofstream(root_ / "mail/Maildir/cur" / (std::to_string(i) + ".foreign:2,")) << stored_of("foreign" + std::to_string(i));
        files_ = std::make_unique<fault_fs>((root_ / "mail").string());
    }
    void close() {
        to_.reset();
        with_.reset();
    }
    // What the index was when the power went.
    void copy_index() {
        if (fs::exists(root_ / "index")) fs::copy(root_ / "index", root_ / "index.cut", fs::copy_options::recursive);
    }
    // The disk after the cut, with the index of that moment, or without any.
    enum class keep { index, nothing, everything };  // everything: the process died, the system did not
    void reboot(keep what) {
        close();
        auto const survivors = root_ / "survivors";
        fs::create_directories(survivors);
        files_->write_survivors(survivors.string());
        if (what != keep::everything) {
            fs::remove_all(root_ / "mail");
            fs::rename(survivors, root_ / "mail");
        }
        fs::remove_all(root_ / "index");
        if (what != keep::nothing && fs::exists(root_ / "index.cut")) fs::rename(root_ / "index.cut", root_ / "index");
        files_ = std::make_unique<fault_fs>((root_ / "mail").string());
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

    sync_mode mode = sync_mode::fsync;
    store::quota_limits quota;
    int foreign = 0;    // messages that another program left there; a first look then writes its rows later

private:
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
    auto const subject = text.substr(9, text.find('\n') - 9);
    return text == stored_of(subject) ? subject : "(half: " + text + ")";
}

std::optional<std::uint32_t> uid_of(store::mailbox& box, std::string const& subject) {
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i)
        if (subject_in(box, (*view)[i].uid) == subject) return (*view)[i].uid;
    return std::nullopt;
}

// The script, and the ledger of what it was told. Goes on after failures, as clients do.
class script {
public:
    explicit script(world& in) : in_(in) {
        for (int i = 1; i <= in.foreign; ++i) ledger["foreign" + std::to_string(i)].in_inbox = told::state::present;
    }
    std::map<std::string, told> ledger;
    std::map<std::uint32_t, std::string> uids;  // shown in INBOX, of `validity`
    std::uint32_t validity = 0;
    std::vector<std::pair<std::string, std::string>> replaced;  // old, new: one of them is there, whatever happens

    void run() {
        for (int i = 1; i <= 3; ++i) {
            auto const subject = "delivered" + std::to_string(i);
            auto& entry = ledger[subject];
            if (acknowledged(in_.deliver(static_cast<std::uint64_t>(i), subject))) entry.in_inbox = told::state::present;
        }
        auto const account = in_.account();
        if (!account) return;
        bool const saved_made = static_cast<bool>((*account)->create("Saved"));
        auto const inbox = (*account)->open("INBOX");
        if (!inbox) return;
        look(**inbox);
        append(**inbox, "appended1");
        append(**inbox, "appended2");
        flags(**inbox, "delivered1", flag::seen);
        flags(**inbox, "appended1", flag::flagged | flag::answered);
        expunge(**inbox, "delivered2");
        if (saved_made) carry_all(**account, **inbox);
        replace(**inbox, "appended1", **inbox, "replacement");
        auto const saved = (*account)->open("Saved");
        if (saved_made && saved) replace(**inbox, "delivered1", **saved, "sent");
        if (acknowledged(in_.deliver(4, "late"))) ledger["late"].in_inbox = told::state::present;
        if (auto const seen = (*inbox)->refresh()) look(**inbox);
    }

private:
    void look(store::mailbox& box) {
        auto const view = box.now();
        validity = view->uidvalidity();
        for (std::size_t i = 0; i < view->size(); ++i)
            if (auto const subject = subject_in(box, (*view)[i].uid); subject.front() != '(')
                uids[(*view)[i].uid] = subject;
    }

    void append(store::mailbox& box, std::string const& subject) {
        auto& entry = ledger[subject];
        std::vector<store::new_message> one(1);
        auto text = box.begin();
        if (!text || !(*text)->append(text_of(subject))) return;
        one[0].text = std::move(*text);
        auto const added = box.append(std::move(one));
        if (!acknowledged(added)) return;
        entry.in_inbox = told::state::present;
        uids[added->uids[0]] = subject;
    }

    void flags(store::mailbox& box, std::string const& subject, std::uint32_t wanted) {
        auto const uid = uid_of(box, subject);
        if (!uid) return;
        if (acknowledged(box.change_flags(uid_set::of({*uid}), {how::replace, wanted, {}}, ~0ull))) ledger[subject].flags = wanted;
    }

    void expunge(store::mailbox& box, std::string const& subject) {
        auto const uid = uid_of(box, subject);
        if (!uid) return;
        auto const done = box.expunge(uid_set::of({*uid}), store::mailbox::expunge_mode::all);
        ledger[subject].in_inbox = acknowledged(done) ? told::state::gone : told::state::unknown;
    }

    // What is answered when the power has gone meanwhile, on another thread, nobody has heard.
    template <class Result>
    bool acknowledged(Result const& done) const {
        return done && !in_.files().is_cut();
    }

    void replace(store::mailbox& box, std::string const& old, store::mailbox& target, std::string const& subject) {
        auto const uid = uid_of(box, old);
        auto text = target.begin();
        if (!uid || !text || !(*text)->append(text_of(subject))) return;
        store::new_message with;
        with.text = std::move(*text);
        auto const done = box.replace(*uid, std::move(with), target);
        replaced.emplace_back(old, subject);
        ledger[old] = {acknowledged(done) ? told::state::gone : told::state::unknown, told::state::unknown, {}};
        if (!acknowledged(done)) return;
        (&target == &box ? ledger[subject].in_inbox : ledger[subject].in_saved) = told::state::present;
        if (&target == &box) uids[done->uids[0]] = subject;
    }

    void carry_all(store::account& account, store::mailbox& inbox) {
        auto const saved = account.open("Saved");
        if (!saved) return;
        if (auto const uid = uid_of(inbox, "delivered3")) {
            auto const done = inbox.copy(uid_set::of({*uid}), **saved);
            if (acknowledged(done)) ledger["delivered3"].in_saved = told::state::present;
        }
        if (auto const uid = uid_of(inbox, "appended2")) {
            auto& entry = ledger["appended2"];
            auto const done = inbox.move(uid_set::of({*uid}), **saved);
            entry.in_inbox = acknowledged(done) ? told::state::gone : told::state::unknown;
            if (acknowledged(done)) entry.in_saved = told::state::present;
        }
    }

    world& in_;
};

std::map<std::string, unsigned> count_in(store::mailbox& box) {
    std::map<std::string, unsigned> out;
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i) ++out[subject_in(box, (*view)[i].uid)];
    return out;
}

void check_state(told::state want, std::map<std::string, unsigned> const& have, std::string const& subject) {
    auto const at = have.find(subject);
    unsigned const n = at == have.end() ? 0 : at->second;
    if (want == told::state::present)
        EXPECT_EQ(n, 1u) << subject;
    else if (want == told::state::gone)
        EXPECT_EQ(n, 0u) << subject;
    else
        EXPECT_LE(n, 1u) << subject;
}

void check(world& in, script const& ran, bool index_kept) {
    auto const account = in.account();
    ASSERT_TRUE(account) << account.error().message();
    auto const inbox = (*account)->open("INBOX").value();
    auto const there = count_in(*inbox);
    for (auto const& [subject, n] : there) EXPECT_NE(subject.front(), '(') << subject;
    std::map<std::string, unsigned> saved;
    if (auto const box = (*account)->open("Saved")) saved = count_in(**box);
    for (auto const& [subject, entry] : ran.ledger) {
        // Without the index only what was delivered must be there: APPEND, COPY and MOVE are committed in the index,
        // and its loss together with the power is two faults at once.
        bool const must = index_kept || (subject.front() == 'd' && entry.in_inbox == told::state::present);
        check_state(must ? entry.in_inbox : told::state::unknown, there, subject);
        if (index_kept) check_state(entry.in_saved, saved, subject);
        if (!index_kept || !entry.flags) continue;
        auto const uid = uid_of(*inbox, subject);
        ASSERT_TRUE(uid) << subject;
        EXPECT_EQ(inbox->now()->find(*uid)->flags, *entry.flags) << subject;
    }
    for (auto const& [old, fresh] : ran.replaced) {
        auto const n = [&](std::string const& subject) { return (there.contains(subject) ? there.at(subject) : 0) + (saved.contains(subject) ? saved.at(subject) : 0); };
        if (index_kept) {
            EXPECT_EQ(n(old) + n(fresh), 1u) << old << " or " << fresh;
        }
    }
    // A uid once shown is that message's or nobody's.
    auto const validity = inbox->now()->uidvalidity();
    for (auto const& [uid, subject] : ran.uids) {
        if (validity != ran.validity || !inbox->now()->find(uid)) continue;
        EXPECT_EQ(subject_in(*inbox, uid), subject) << uid;
    }
    if (index_kept && ran.validity != 0) {
        EXPECT_EQ(validity, ran.validity);
    }
    // mta tries again what was not acknowledged, marked as doubtful: never two.
    for (int i = 1; i <= 4; ++i) {
        auto const subject = i == 4 ? std::string("late") : "delivered" + std::to_string(i);
        auto const entry = ran.ledger.find(subject);
        if (entry != ran.ledger.end() && entry->second.in_inbox != told::state::unknown) continue;
        if (!index_kept) continue;
        EXPECT_TRUE(in.deliver(static_cast<std::uint64_t>(i), subject, true));
    }
    auto const view = inbox->refresh();
    ASSERT_TRUE(view);
    for (auto const& [subject, n] : count_in(*inbox)) EXPECT_EQ(n, 1u) << subject;
}

// Whatever the count says after a crash: mail that fits is taken.
void check_room(world& in) {
    if (!in.quota.messages) return;
    auto const account = in.account().value();
    std::uint64_t there = 0;
    auto const folders = account->list();
    ASSERT_TRUE(folders);
    for (auto const& each : *folders) there += account->status(each.name).value().messages;
    for (auto i = there; i < *in.quota.messages; ++i) {
        auto const done = in.deliver(100 + i, "filler" + std::to_string(i));
        EXPECT_TRUE(done) << i << " messages there: " << done.error().message();
    }
    // When it is counted, the count is what is there.
    auto const quota = account->quota();
    ASSERT_TRUE(quota && *quota);
    EXPECT_LE((*quota)->usage.messages, *in.quota.messages);
}

struct plan {
    fault_fs::fault what;
    world::keep kept;
    sync_mode mode;
    char const* name;
    store::quota_limits quota = {};
    int foreign = 0;
};
class every_step : public testing::TestWithParam<plan> {};

unsigned steps_without_fault(plan const& of) {
    world in;
    in.mode = of.mode;
    in.quota = of.quota;
    in.foreign = of.foreign;
    in.fill();
    in.open();
    in.files().plan(fault_fs::fault::none, 0);
    script(in).run();
    return in.files().calls();
}

TEST_P(every_step, keeps_the_promises) {
    auto const how_to = GetParam();
    auto const steps = steps_without_fault(how_to);
    ASSERT_GT(steps, 40u);
    for (unsigned n = 1; n <= steps + 1; ++n) {
        SCOPED_TRACE(n);
        world in;
        in.mode = how_to.mode;
        in.quota = how_to.quota;
        in.foreign = how_to.foreign;
        in.fill();
        in.open();
        in.files().plan(how_to.what, n, [&] {
            if (how_to.kept != world::keep::nothing) in.copy_index();
        });
        script ran(in);
        ran.run();
        bool const cut = in.files().is_cut();
        in.files().plan(fault_fs::fault::none, 0);
        if (how_to.what == fault_fs::fault::cut_power && !cut) continue;  // the script took fewer steps this time
        if (cut)
            in.reboot(how_to.kept);
        else {
            in.close();
            in.open();
        }
        check(in, ran, how_to.kept != world::keep::nothing);
        check_room(in);
        if (testing::Test::HasFailure()) return;
    }
}

constexpr plan plans[] = {
    {fault_fs::fault::fail_once, world::keep::index, sync_mode::fsync, "a_call_fails"},
    {fault_fs::fault::fail_once, world::keep::index, sync_mode::syncfs, "a_call_fails_syncfs"},
    {fault_fs::fault::cut_power, world::keep::index, sync_mode::fsync, "the_power_goes"},
    {fault_fs::fault::cut_power, world::keep::index, sync_mode::syncfs, "the_power_goes_syncfs"},
    {fault_fs::fault::cut_power, world::keep::nothing, sync_mode::fsync, "the_power_goes_and_the_index"},
    {fault_fs::fault::cut_power, world::keep::everything, sync_mode::fsync, "the_process_dies"},
    {fault_fs::fault::fail_once, world::keep::index, sync_mode::fsync, "a_call_fails_first_look", {}, 4},
    {fault_fs::fault::cut_power, world::keep::index, sync_mode::fsync, "the_power_goes_first_look", {}, 4},
    {fault_fs::fault::cut_power, world::keep::nothing, sync_mode::fsync, "the_power_goes_and_the_index_first_look", {}, 4},
    {fault_fs::fault::cut_power, world::keep::everything, sync_mode::fsync, "the_process_dies_first_look", {}, 4},
    {fault_fs::fault::fail_once, world::keep::index, sync_mode::fsync, "a_call_fails_quota", {std::nullopt, 8}},
    {fault_fs::fault::cut_power, world::keep::index, sync_mode::fsync, "the_power_goes_quota", {std::nullopt, 8}},
    {fault_fs::fault::cut_power, world::keep::everything, sync_mode::fsync, "the_process_dies_quota", {std::nullopt, 8}},
};
INSTANTIATE_TEST_SUITE_P(faults, every_step, testing::ValuesIn(plans),
                         [](auto const& info) { return info.param.name; });

// The helper itself.
TEST(fault_fs, forgets_what_was_not_synced) {
    auto name = (fs::temp_directory_path() / "mailstead-faultfs-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    fs::path const root = name;
    fs::create_directories(root / "d");
    {
        fault_fs files((root / "d").string());
        auto const put = [&](char const* file, bool synced) {
            auto const fd = files.open(AT_FDCWD, root / "d" / file, O_WRONLY | O_CREAT).value();
            ASSERT_TRUE(files.write_all(fd.get(), std::string_view("text")));
            ASSERT_TRUE(!synced || files.sync(fd.get()));
        };
        put("synced", true);
        put("named", false);
        auto const dir = files.open(AT_FDCWD, root / "d", O_RDONLY | O_DIRECTORY).value();
        ASSERT_TRUE(files.sync(dir.get()));
        put("late", true);
        files.plan(fault_fs::fault::cut_power, 1);
        EXPECT_FALSE(files.unlink(AT_FDCWD, root / "d/synced"));
        EXPECT_FALSE(files.sync(dir.get()));
        files.write_survivors((root / "after").string());
    }
    EXPECT_EQ(fs::file_size(root / "after/synced"), 4u);
    EXPECT_EQ(fs::file_size(root / "after/named"), 0u);
    EXPECT_FALSE(fs::exists(root / "after/late"));
    fs::remove_all(root);
}

}  // namespace
}  // namespace mailstead::maildir
