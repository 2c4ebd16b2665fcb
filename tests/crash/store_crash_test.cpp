// Promises 1 to 3 for Maildir and mbox with index.db: an operation is run once for every place in the code where it changes a
// file or a database. There the change is refused (ENOSPC, EIO, EDQUOT), or the power goes before it, or after it. Then the
// server starts over what the disk kept: everything acknowledged is there, nothing is lost, doubled or torn.
#include <execinfo.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdio>
#include <functional>

#include "store/records.h"
#include "store/rights.h"
#include "tests/crash/store_machine.h"

namespace mailstead::store::crash {
namespace {

using mailstead::test::unsynced;
using action = flag_change::how;
using mode = mailbox::expunge_mode;

// Sessions that are open when the operation begins.
struct sessions {
    std::shared_ptr<account> user;
    std::map<std::string, std::shared_ptr<mailbox>> boxes;

    mailbox* open(std::string const& name) {
        auto& slot = boxes[name];
        if (slot) return slot.get();
        auto opened = user->open(name);
        if (!opened) return nullptr;
        return (slot = std::move(*opened)).get();
    }
};

std::optional<std::uint32_t> uid_of(mailbox& box, std::string const& subject) {
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i) {
        auto const facts = box.facts_of((*view)[i].uid);
        if (facts && (*facts)->envelope.subject == subject) return (*view)[i].uid;
    }
    return std::nullopt;
}

bool append(sessions& in, std::string const& folder, std::vector<std::string> const& subjects, std::uint32_t flags = 0) {
    auto* const box = in.open(folder);
    if (!box) return false;
    std::vector<new_message> all;
    for (auto const& subject : subjects) {
        auto text = box->begin();
        if (!text || !(*text)->append(text_of(subject))) return false;
        all.push_back({std::move(*text), flags, {}, 1'700'000'000});
    }
    return static_cast<bool>(box->append(std::move(all)));
}

bool mark(sessions& in, std::string const& subject, flag_change const& how) {
    auto* const box = in.open("INBOX");
    auto const uid = box ? uid_of(*box, subject) : std::nullopt;
    return uid && box->change_flags(uid_set::of({*uid}), how);
}

uid_set uids_of(mailbox& box, std::vector<std::string> const& subjects) {
    std::vector<std::uint32_t> out;
    for (auto const& subject : subjects)
        if (auto const uid = uid_of(box, subject)) out.push_back(*uid);
    return uid_set::of(out);
}

bool carry(sessions& in, bool moving) {
    auto* const from = in.open("INBOX");
    auto* const to = in.open("Saved");
    if (!from || !to) return false;
    auto const which = uids_of(*from, {"old1", "old2"});
    return static_cast<bool>(moving ? from->move(which, *to) : from->copy(which, *to));
}

bool carry_back(sessions& in) {
    auto* const from = in.open("Old");
    auto* const to = in.open("INBOX");
    return from && to && from->move(uids_of(*from, {"kept1", "kept2"}), *to);
}

// What went before, acknowledged and partly not in the file names yet.
sessions begin(machine& on) {
    on.put_foreign("foreign");
    on.open();
    sessions out;
    for (std::uint64_t i = 1; i <= 3; ++i) EXPECT_TRUE(on.deliver(i, "old" + std::to_string(i)));
    out.user = on.user().value();
    auto const slash = std::string(1, out.user->separator());
    for (auto const& name : {std::string("Saved"), std::string("Old"), "Deep" + slash + "er"}) EXPECT_TRUE(out.user->create(name));
    EXPECT_TRUE(append(out, "INBOX", {"mine"}, flag::draft));
    EXPECT_TRUE(append(out, "Old", {"kept1", "kept2"}));
    EXPECT_TRUE(append(out, "Deep" + slash + "er", {"kept3"}));
    EXPECT_TRUE(mark(out, "old3", {action::add, flag::flagged, {}}));
    EXPECT_TRUE(out.open("INBOX")->expunge(uids_of(*out.open("INBOX"), {}), mode::all));
    return out;
}

struct operation {
    char const* name;
    std::function<bool(machine&, sessions&)> run;    // true: acknowledged
    bool sessions_open = true;                       // closed ones have written everything back
    char const* foreign = nullptr;                   // mail that another program puts there right before
};

bool rename_deep(machine&, sessions& in) {
    return static_cast<bool>(in.user->rename("Deep", "Other"));
}
bool deliver_one(machine& on, sessions&) { return static_cast<bool>(on.deliver(9, "new")); }
bool close_all(machine& on, sessions& in) {
    in.boxes.clear();
    on.drain();
    return true;
}
bool open_inbox(machine&, sessions& in) { return in.open("INBOX") != nullptr; }
bool add_keywords(machine&, sessions& in) {
    return mark(in, "old1", {action::add, flag::seen, {"project", "a-longer-keyword-than-there-is-room-for-in-an-old-header"}});
}

operation const operations[] = {
    {"deliver", deliver_one, false},
    {"deliver_into_an_open_mailbox", deliver_one},
    {"append", [](machine&, sessions& in) { return append(in, "INBOX", {"new1", "new2"}, flag::seen); }},
    {"flags", [](machine&, sessions& in) { return mark(in, "old1", {action::replace, flag::seen | flag::answered, {}}); }},
    {"keywords", add_keywords},
    {"marks_written_back", [](machine& on, sessions& in) { return add_keywords(on, in) && close_all(on, in); }},
    {"expunge",
     [](machine&, sessions& in) {
         auto* const box = in.open("INBOX");
         return box && box->expunge(uids_of(*box, {"old1", "foreign"}), mode::all);
     }},
    {"copy", [](machine&, sessions& in) { return carry(in, false); }},
    {"move", [](machine&, sessions& in) { return carry(in, true); }},
    {"move_into_inbox", [](machine&, sessions& in) { return carry_back(in); }},
    {"create", [](machine&, sessions& in) { return static_cast<bool>(in.user->create("New")); }},
    {"remove", [](machine&, sessions& in) { return static_cast<bool>(in.user->remove("Old")); }},
    {"rename", [](machine&, sessions& in) { return static_cast<bool>(in.user->rename("Old", "New")); }},
    {"rename_with_children", rename_deep},
    {"rename_inbox", [](machine&, sessions& in) { return static_cast<bool>(in.user->rename("INBOX", "New")); }},
    {"close", close_all},
    {"look_at_what_others_did",
     open_inbox, false, "later"},
};

// What one run of an operation was told, and what came of it.
struct trial {
    explicit trial(kind which) : of(which), on(which) {}
    kind const of;
    machine on;
    contents before;
    bool acknowledged = false;

    // `plan` is made right before the operation.
    void run(operation const& what, std::function<void(mailstead::test::power&)> const& plan) {
        auto in = begin(on);
        before = look_at(on);
        if (!what.sessions_open) in.boxes.clear();
        on.drain();
        if (what.foreign) on.put_foreign(what.foreign);
        plan(on.line());
        acknowledged = what.run(on, in);
        in.boxes.clear();
        on.drain();
    }
};

// A MOVE between mboxes, or between an mbox and a Maildir, that a crash cuts short before its commit leaves the copy in the
// target's file.
bool may_be_both(kind of, operation const& what) {
    std::string_view const name = what.name;
    bool const moves = name == "move" || name == "move_into_inbox" || name == "rename_inbox";
    return moves && (of == kind::mbox || of == kind::joined);
}

bool is_delivery(operation const& what) { return std::string_view(what.name).starts_with("deliver"); }

void expect(trial& one, operation const& what, contents const& after, std::string const& when) {
    for (int i = 0; i < 2; ++i) {
        for (auto const& complaint : compare(one.before, after, look_at(one.on), one.acknowledged, may_be_both(one.of, what)))
            ADD_FAILURE() << what.name << ", " << when << (one.acknowledged ? " (acknowledged)" : "") << ": " << complaint;
        if (is_delivery(what) && !one.acknowledged) {    // mta tries again
            EXPECT_TRUE(one.on.deliver(9, "new", true)) << when;
            one.acknowledged = true;
        }
        if (i > 0) return;
        one.on.close();    // what the next start does must not undo it
        one.on.open();
    }
}

// A place in the code: the calls that lead to it.
std::size_t place() {
    void* frames[48];
    auto const n = ::backtrace(frames, 48);
    std::size_t out = 0;
    for (int i = 1; i < n; ++i) out = out * 1'000'003 ^ reinterpret_cast<std::size_t>(frames[i]);
    return out;
}

struct outline {
    contents after;
    std::uint64_t operations = 0;
    std::vector<std::uint64_t> first_at_place;    // operation numbers
};

outline without_fault(kind of, operation const& what) {
    outline out;
    std::set<std::size_t> places;
    trial one(of);
    one.run(what, [&](auto& line) {
        line.cut_at(0);
        line.watch([&] {
            auto const n = line.operations() + 1;
            if (places.insert(place()).second) out.first_at_place.push_back(n);
        });
    });
    one.on.line().watch({});
    out.operations = one.on.line().operations();
    EXPECT_TRUE(one.acknowledged) << what.name;
    out.after = look_at(one.on);
    EXPECT_EQ(out.after.complaints, std::vector<std::string>());
    return out;
}

constexpr int errors[] = {ENOSPC, EIO, EDQUOT};

void refuse(kind of, operation const& what, contents const& after, std::uint64_t n, int error) {
    trial one(of);
    one.run(what, [&](auto& line) { line.fail_at(n, error); });
    one.on.line().cut_at(0);
    one.on.remove_lock_files();
    expect(one, what, after, fmt::format("operation {} failed with {}", n, error));
}

void cut(kind of, operation const& what, contents const& after, std::uint64_t n, unsynced rest) {
    trial one(of);
    one.run(what, [&](auto& line) { line.cut_at(n); });
    one.on.restart(rest);
    expect(one, what, after, fmt::format("power cut at operation {}, {}", n, rest == unsynced::lost ? "unsynced lost" : "process died"));
}

using parameter = std::tuple<kind, operation>;
class store_crash : public testing::TestWithParam<parameter> {};
class store_crash_long : public testing::TestWithParam<parameter> {};

char const* name_of(kind of) {
    switch (of) {
    case kind::maildir: return "maildir";
    case kind::maildir_syncfs: return "maildir_syncfs";
    case kind::maildir_fs: return "maildir_fs";
    case kind::mbox: return "mbox";
    case kind::joined: return "joined";
    }
    return "";
}

TEST_P(store_crash, at_each_place) {
    auto const& [of, what] = GetParam();
    auto const all = without_fault(of, what);
    std::printf("%s %s: %zu places, %zu crash points\n", name_of(of), what.name, all.first_at_place.size(),
                3 * all.first_at_place.size());
    for (auto const n : all.first_at_place) {
        refuse(of, what, all.after, n, errors[n % std::size(errors)]);
        cut(of, what, all.after, n, unsynced::lost);
        cut(of, what, all.after, n + 1, unsynced::lost);
        cut(of, what, all.after, n, unsynced::kept);    // a sync that was not answered may have been done
        if (HasFailure()) return;
    }
}

TEST_P(store_crash_long, at_each_operation) {
    auto const& [of, what] = GetParam();
    auto const all = without_fault(of, what);
    std::printf("%s %s: %llu operations\n", name_of(of), what.name, static_cast<unsigned long long>(all.operations));
    for (std::uint64_t n = 1; n <= all.operations + 1 && !HasFailure(); ++n) {
        for (int const error : errors) refuse(of, what, all.after, n, error);
        for (auto const rest : {unsynced::lost, unsynced::kept}) cut(of, what, all.after, n, rest);
    }
}

// Without its index an account is what its files say: a Maildir's text copies keep the uids, too.
TEST(store_crash_index, a_lost_index_is_rebuilt_without_loss) {
    for (auto const of : {kind::maildir, kind::mbox}) {
        machine on(of);
        auto in = begin(on);
        auto const before = look_at(on);
        in = {};
        on.close();
        on.lose_index();
        on.open();
        auto const now = look_at(on);
        EXPECT_EQ(now.complaints, std::vector<std::string>());
        EXPECT_EQ(now.messages, before.messages) << name_of(of);
        if (of == kind::mbox) continue;
        EXPECT_EQ(now.uids, before.uids);
        // A mailbox that never gave a uid has no text copy.
        for (auto const& [key, subject] : before.uids) EXPECT_EQ(now.folders.at(key.first), before.folders.at(key.first));
    }
}

// The first open of a Maildir that Dovecot kept, cut short or refused anywhere: in the end the same mailbox with the uids, keywords
// and subscriptions that Dovecot's files say.
struct take_over {
    machine on{kind::maildir};

    bool run(std::function<void(mailstead::test::power&)> const& plan) {
        on.put_dovecot();
        on.open();
        plan(on.line());
        auto const user = on.user();
        auto const box = user ? (*user)->open("INBOX") : result<std::shared_ptr<mailbox>>(user.error());
        auto const sent = user ? (*user)->open("Sent") : result<std::shared_ptr<mailbox>>(user.error());
        bool const subscribed = user && (*user)->subscriptions();
        return box && sent && subscribed;
    }

    void expect(contents const& after, std::string const& when) {
        for (int i = 0; i < 2; ++i) {
            auto const now = look_at(on);
            EXPECT_EQ(now.complaints, std::vector<std::string>()) << when;
            EXPECT_EQ(now.folders, after.folders) << when;
            EXPECT_EQ(now.uids, after.uids) << when;
            EXPECT_EQ(now.messages, after.messages) << when;
            auto const user = on.user();
            auto const subscribed = user ? (*user)->subscriptions() : result<std::vector<std::string>>(user.error());
            EXPECT_TRUE(subscribed && *subscribed == std::vector<std::string>{"Sent"}) << when;
            on.close();
            on.open();
        }
    }
};

TEST(store_crash_take_over, of_dovecots_maildir_at_each_operation) {
    contents after;
    std::uint64_t operations = 0;
    {
        take_over one;
        ASSERT_TRUE(one.run([](auto& line) { line.cut_at(0); }));
        operations = one.on.line().operations();
        after = look_at(one.on);
    }
    EXPECT_EQ(after.folders.at("INBOX"), 77u);
    EXPECT_EQ(after.folders.at("Sent"), 78u);
    EXPECT_EQ(after.uids, (std::map<std::pair<std::string, std::uint32_t>, std::string>{
                              {{"INBOX", 7}, "first"}, {{"INBOX", 20}, "third"}, {{"INBOX", 33}, "second"}, {{"Sent", 9}, "sent"}}));
    EXPECT_EQ(after.messages.at("first").begin()->keywords, std::vector<std::string>{"project"});
    EXPECT_EQ(after.messages.at("second").begin()->keywords, std::vector<std::string>{"later"});
    std::printf("take over: %llu operations\n", static_cast<unsigned long long>(operations));
    for (std::uint64_t n = 1; n <= operations + 1 && !testing::Test::HasFailure(); ++n) {
        for (auto const rest : {unsynced::lost, unsynced::kept}) {
            take_over one;
            (void)one.run([&](auto& line) { line.cut_at(n); });
            one.on.restart(rest);
            one.expect(after, fmt::format("power cut at operation {}, {}", n, rest == unsynced::lost ? "unsynced lost" : "process died"));
        }
        take_over one;
        (void)one.run([&](auto& line) { line.fail_at(n, errors[n % std::size(errors)]); });
        one.on.line().cut_at(0);
        one.on.remove_lock_files();
        one.expect(after, fmt::format("operation {} failed with {}", n, errors[n % std::size(errors)]));
    }
}

// What is kept of a folder goes with it: whoever may look into it before may look into it after, and nobody else.
struct shared_folders {
    kind const of;
    machine on{of};
    std::string below;

    explicit shared_folders(kind which) : of(which) {}

    bool run(std::function<void(mailstead::test::power&)> const& plan) {
        auto in = begin(on);
        below = std::string(1, in.user->separator()) + "er";
        auto const kept = in.user->recorded();
        EXPECT_TRUE(kept->set_access("Deep" + below, "bob", *rights::parse("lr")));
        EXPECT_TRUE(kept->set_access("Saved", "carol", *rights::parse("l")));
        in.boxes.clear();
        on.drain();
        plan(on.line());
        return rename_deep(on, in);
    }

    void expect(bool acknowledged, std::string const& when) {
        for (int i = 0; i < 2; ++i) {
            auto const user = on.user();
            ASSERT_TRUE(user) << when;
            auto const all = (*user)->list();
            ASSERT_TRUE(all) << when;
            int found = 0;
            for (auto const& folder : *all) {
                if (!folder.selectable || folder.name == "INBOX") continue;
                bool const is_it = folder.name == "Deep" + below || folder.name == "Other" + below;
                auto const list = (*user)->recorded()->access(folder.name);
                ASSERT_TRUE(list) << when << ": " << list.error().message();
                EXPECT_EQ(rights_of(*list, "bob"), is_it ? *rights::parse("lr") : rights()) << when << ": " << folder.name;
                EXPECT_EQ(rights_of(*list, "carol").has('l'), folder.name == "Saved") << when << ": " << folder.name;
                found += is_it ? 1 : 0;
                EXPECT_FALSE(acknowledged && folder.name == "Deep" + below) << when;
            }
            EXPECT_EQ(found, 1) << when;
            on.close();
            on.open();
        }
    }
};

class store_crash_records : public testing::TestWithParam<kind> {};

TEST_P(store_crash_records, an_access_list_follows_its_folder) {
    std::vector<std::uint64_t> places;
    {
        shared_folders one(GetParam());
        std::set<std::size_t> known;
        EXPECT_TRUE(one.run([&](auto& line) {
            line.cut_at(0);
            line.watch([&] {
                if (known.insert(place()).second) places.push_back(line.operations() + 1);
            });
        }));
        one.on.line().watch({});
        one.expect(true, "without fault");
    }
    std::printf("%s: %zu places\n", name_of(GetParam()), places.size());
    for (auto const n : places) {
        for (auto const& [at, rest] : {std::pair(n, unsynced::lost), std::pair(n + 1, unsynced::lost), std::pair(n, unsynced::kept)}) {
            shared_folders one(GetParam());
            bool const done = one.run([&, at = at](auto& line) { line.cut_at(at); });
            one.on.restart(rest);
            one.expect(done, fmt::format("power cut at operation {}, {}", at, rest == unsynced::lost ? "unsynced lost" : "process died"));
        }
        shared_folders one(GetParam());
        bool const done = one.run([&](auto& line) { line.fail_at(n, errors[n % std::size(errors)]); });
        one.on.line().cut_at(0);
        one.on.remove_lock_files();
        one.expect(done, fmt::format("operation {} failed with {}", n, errors[n % std::size(errors)]));
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(all, store_crash_records, testing::Values(kind::maildir, kind::maildir_fs, kind::mbox),
                         [](auto const& info) { return std::string(name_of(info.param)); });

auto const name_it = [](auto const& info) {
    return std::string(name_of(std::get<0>(info.param))) + "_" + std::get<1>(info.param).name;
};
auto const everything = testing::Combine(testing::Values(kind::maildir, kind::mbox), testing::ValuesIn(operations));
INSTANTIATE_TEST_SUITE_P(all, store_crash, everything, name_it);
// What is different there: folders are directories within directories; what moves crosses from kind to kind.
std::vector<operation> named(std::set<std::string_view> const& names) {
    std::vector<operation> out;
    for (auto const& one : operations)
        if (names.contains(one.name)) out.push_back(one);
    return out;
}
INSTANTIATE_TEST_SUITE_P(fs, store_crash,
                         testing::Combine(testing::Values(kind::maildir_fs),
                                          testing::ValuesIn(named({"create", "remove", "rename", "rename_with_children", "rename_inbox"}))),
                         name_it);
INSTANTIATE_TEST_SUITE_P(joined, store_crash,
                         testing::Combine(testing::Values(kind::joined), testing::ValuesIn(named({"copy", "move", "move_into_inbox", "rename_inbox"}))),
                         name_it);
INSTANTIATE_TEST_SUITE_P(all, store_crash_long,
                         testing::Combine(testing::Values(kind::maildir, kind::maildir_syncfs, kind::mbox), testing::ValuesIn(operations)),
                         name_it);

}  // namespace
}  // namespace mailstead::store::crash
