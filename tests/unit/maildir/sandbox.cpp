// What the tests of this room do with a service of their own.
#include "sandbox.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "maildir/account.h"

namespace mailstead::maildir {

sandbox::sandbox()
    : root(make_root()), how(settings_for(root)), with(std::make_unique<service>(how)),
      who{"alice@example.org", (root / "alice/Maildir/").string(), ::geteuid(), ::getegid(), ""} {}

sandbox::~sandbox() {
    with.reset();
    std::filesystem::remove_all(root);
}

std::filesystem::path sandbox::make_root() {
    // In memory where possible: the index syncs for real, and these tests are not about the disk's speed.
    std::filesystem::path const memory = "/dev/shm";
    auto const parent = ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
    auto name = (parent / "mailstead-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    return name;
}

maildir::settings sandbox::settings_for(std::filesystem::path const& at) {
    maildir::settings out;
    out.index.directory = (at / "index").string();
    out.host = "host";
    return out;
}

void sandbox::restart() {
    with.reset();
    with = std::make_unique<service>(how);
}

std::shared_ptr<store::account> sandbox::account() { return opener(*with).open(who).value(); }

std::shared_ptr<store::mailbox> sandbox::inbox() { return account()->open("INBOX").value(); }

std::filesystem::path sandbox::maildir() const { return who.location; }

std::uint32_t sandbox::append(store::mailbox& to, std::string_view text, std::uint32_t flags, std::vector<std::string> keywords) {
    std::vector<store::new_message> one(1);
    one[0].text = to.begin().value();
    EXPECT_TRUE(one[0].text->append(text));
    one[0].flags = flags;
    one[0].keywords = std::move(keywords);
    one[0].internal_date = 1234567890;
    return to.append(std::move(one)).value().uids.front();
}

std::string sandbox::text_of(store::mailbox& in, std::uint32_t uid) {
    auto const from = in.open(uid);
    if (!from) return "(" + from.error().message() + ")";
    std::string out((*from)->size(), '\0');
    EXPECT_EQ((*from)->read_at(out, 0).value(), out.size());
    return out;
}

std::vector<std::string> sandbox::files_in(std::filesystem::path const& dir) {
    std::vector<std::string> out;
    for (auto const& at : std::filesystem::directory_iterator(dir)) out.push_back(at.path().filename());
    std::sort(out.begin(), out.end());
    return out;
}

void sandbox::put_file(std::filesystem::path const& at, std::string const& text) {
    std::filesystem::create_directories(at.parent_path());
    std::ofstream(root / "scratch") << text;
    std::filesystem::rename(root / "scratch", at);  // as deliverers do: never half a file in new/
}

store::delivery sandbox::mail(std::uint64_t number, std::string text) {
    store::delivery out;
    out.who = who;
    out.id = {1, number, 0, 0};
    out.headers = "Return-Path: <>\r\n";
    out.text = std::make_shared<std::vector<std::string> const>(1, std::move(text));
    out.arrival = 1700000000;
    return out;
}

result<store::outcome> sandbox::wait_for(store::depositor& to, store::delivery what) {
    std::mutex lock;
    std::condition_variable wake;
    std::optional<result<store::outcome>> out;
    to.deposit(std::move(what), [&](result<store::outcome> got) {
        std::lock_guard const hold(lock);
        out = std::move(got);
        wake.notify_one();
    });
    std::unique_lock hold(lock);
    wake.wait(hold, [&] { return out.has_value(); });
    return *out;
}

void bell::changed() noexcept {
    std::lock_guard const hold(lock);
    ++rung;
    wake.notify_all();
}

bool bell::wait(int times, std::chrono::milliseconds patience) {
    std::unique_lock hold(lock);
    return wake.wait_for(hold, patience, [&] { return rung >= times; });
}

}  // namespace mailstead::maildir
