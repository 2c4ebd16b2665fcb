// Mailboxes that refuse what they have, and a ledger.
#include "tests/crash/queue_world.h"

#include <fmt/format.h>

namespace mailstead::mta::queue::crash {
namespace {

constexpr char mark_name[] = "X-Mark: ";

bool is_here(std::string const& address) { return address.find("@store") != address.npos; }
bool begins(std::string const& address, std::string_view with) { return address.starts_with(with); }
std::string both(std::string const& mark, std::string const& address) { return mark + " " + address; }

lmtp::recipient_result said(int code, std::string enhanced, std::string text) {
    lmtp::recipient_result out;
    out.what = lmtp::fate::replied;
    out.code = code;
    out.enhanced = std::move(enhanced);
    out.text = std::move(text);
    return out;
}

lmtp::recipient_result silence(lmtp::fate how) {
    lmtp::recipient_result out;
    out.what = how;
    out.enhanced = "4.4.2";
    out.text = "lost connection";
    return out;
}

class world_carrier final : public carrier {
public:
    explicit world_carrier(world& of) : world_(of) {}
    net::task<lmtp::transaction_result> deliver(lmtp::transaction what) override { co_return world_.take(what); }
    std::string const& relay() const noexcept override { return relay_; }
    net::task<void> stop(std::chrono::milliseconds) override { co_return; }

private:
    world& world_;
    std::string relay_ = "world";
};

}  // namespace

std::string text_of(std::string const& mark, std::size_t size) {
    std::string out = mark_name + mark + "\r\nSubject: " + mark + "\r\n\r\n";
    for (unsigned line = 0; size > 0; ++line) {
        auto one = fmt::format("{} {:06} of this text\r\n", mark, line);
        out += one;
        size -= std::min(size, one.size());
    }
    return out;
}

std::string mark_in(std::string const& text) {
    auto const at = text.find(mark_name);
    if (at == text.npos) return {};
    auto const from = at + sizeof mark_name - 1;
    return text.substr(from, text.find('\r', from) - from);
}

world::world(mailstead::test::power& line) : line_(line) {}
world::~world() = default;

void world::complain(std::string what) { complaints.push_back(std::move(what)); }

lmtp::transaction_result world::take(lmtp::transaction const& what) {
    std::string text;
    for (auto const& piece : *what.text) text += piece;
    lmtp::transaction_result out;
    for (auto const& whom : what.recipients) out.recipients.push_back(answer(whom, what, text));
    return out;
}

lmtp::recipient_result world::answer(lmtp::recipient const& whom, lmtp::transaction const& what, std::string const& text) {
    if (line_.is_off()) return silence(lmtp::fate::not_attempted);    // the mailboxes lie on the same machine
    if (begins(whom.address, "no")) return said(550, "5.1.1", "nobody here");
    if (begins(whom.address, "later") && !good) return said(451, "4.2.2", "not now");
    keep(whom, what.sender, text);
    if (begins(whom.address, "vague") && !good) return silence(lmtp::fate::unknown);
    return said(250, "2.0.0", "taken");
}

// True: it has been delivered already, and is not kept again.
bool world::is_known(lmtp::recipient const& whom, std::string const& text) {
    auto const id = fmt::format("{:x}-{:x}-{}", whom.id.queue, whom.id.message, whom.id.recipient);
    auto const [at, fresh] = ids_.emplace(id, text);
    if (fresh) return false;
    if (!whom.maybe_delivered) complain(id + " for " + whom.address + " comes again, and is not marked as a retry");
    if (at->second != text) complain(id + " for " + whom.address + " comes again with another text");
    return true;
}

void world::keep(lmtp::recipient const& whom, std::string const& sender, std::string const& text) {
    if (is_here(whom.address) && is_known(whom, text)) return;
    auto const mark = mark_in(text);
    if (mark.empty()) return complain("a text without a mark for " + whom.address);
    if (!sender.empty()) return keep_letter(mark, whom.address, text);
    ++reports_[both(mark, whom.address)];
}

void world::keep_letter(std::string const& mark, std::string const& address, std::string const& text) {
    auto const& from = letters[mark];
    if (!text.ends_with(from.tail)) complain(mark + ": its text is not what it was");
    if (from.removed) complain(mark + ": delivered although it was removed");
    if (from.held) complain(mark + ": delivered although it was held");
    auto const copies = ++copies_[both(mark, address)];
    if (is_here(address) && copies > 1) complain(mark + ": delivered twice to " + address);
}

void world::expect_settled(std::string const& mark, unsigned cuts) {
    auto const& one = letters[mark];
    for (auto const& address : one.recipients) {
        bool const fails = begins(address, "no");
        auto const& reader = fails ? one.sender : address;
        auto const many = fails ? reports_[both(mark, reader)] : copies_[both(mark, reader)];
        if (many == 0) complain(mark + (fails ? ": the sender was not told of " : ": lost for ") + address);
        auto const most = is_here(reader) ? 1 : 1 + cuts;
        if (many > most) complain(fmt::format("{}: {} times for {}", mark, many, reader));
    }
}

std::unique_ptr<carrier> world_carriers::open(route::target const&) { return std::make_unique<world_carrier>(world_); }

}  // namespace mailstead::mta::queue::crash
