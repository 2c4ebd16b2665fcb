// What the tests of this room do with a service of their own.
#include "sandbox.h"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "mbox/account.h"

namespace mailstead::mbox {

sandbox::sandbox()
    : root(make_root()), how(settings_for(root)), with(std::make_unique<service>(how)),
      who{"alice@example.org", (root / "alice").string(), ::geteuid(), ::getegid(), ""} {}

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

mbox::settings sandbox::settings_for(std::filesystem::path const& at) {
    mbox::settings out;
    out.index.directory = (at / "index").string();
    out.look_every = {};
    out.virtual_.lock.attempts = 3;
    out.virtual_.lock.delay = std::chrono::milliseconds(10);
    return out;
}

void sandbox::restart() {
    with.reset();
    with = std::make_unique<service>(how);
}

std::shared_ptr<store::account> sandbox::account() { return opener(*with).open(who).value(); }

std::shared_ptr<store::mailbox> sandbox::inbox() { return account()->open("INBOX").value(); }

std::string sandbox::read() const {
    std::ifstream in(who.location, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void sandbox::write(std::string_view text) const { std::ofstream(who.location, std::ios::binary) << text; }

void sandbox::add(std::string_view text) const {
    std::ofstream(who.location, std::ios::binary | std::ios::app) << text;
}

std::string sandbox::mail_text(std::string const& subject, std::string const& marks) {
    return "From a@b  Mon Jul  5 23:46:19 1999\nSubject: " + subject + "\n" + marks + "\nbody of " + subject + "\n\n";
}

std::vector<std::string> sandbox::subjects(store::mailbox& box) {
    std::vector<std::string> out;
    auto const view = box.refresh();
    EXPECT_TRUE(view) << view.error().message();
    for (std::size_t i = 0; view && i < (*view)->size(); ++i) {
        auto const text = text_of(box, (**view)[i].uid);
        auto const at = text.find("Subject: ");
        out.push_back(at == text.npos ? text : text.substr(at + 9, text.find('\n', at) - at - 9));
    }
    return out;
}

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

}  // namespace mailstead::mbox
