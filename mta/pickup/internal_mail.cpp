#include "mta/pickup/internal_mail.h"

#include "base/log.h"
#include "mta/pickup/milters.h"
#include "smtp/reply.h"

namespace mailstead::mta::pickup {
namespace {

// What the passage would put into the queue.
struct outcome {
    std::string text;
    envelope what;
    bool committed = false;
};

class memory_spool final : public queue::spool {
public:
    memory_spool(std::string id, outcome& into) : id_(std::move(id)), into_(into) {}

    std::string const& id() const noexcept override { return id_; }
    std::uint64_t size() const noexcept override { return text_.size(); }
    net::task<net::result<void>> append(std::string bytes) override {
        text_ += bytes;
        co_return net::result<void>();
    }
    net::task<net::result<std::string>> read(std::uint64_t from, std::size_t size) override {
        co_return text_.substr(std::min<std::uint64_t>(from, text_.size()), size);
    }
    std::unique_ptr<queue::spool> again() override { return std::make_unique<memory_spool>(id_, into_); }
    net::task<net::result<void>> commit(envelope what) override {
        into_.text = std::move(text_);
        into_.what = std::move(what);
        into_.committed = true;
        co_return net::result<void>();
    }

private:
    std::string id_, text_;
    outcome& into_;
};

std::string joined(store::shared_text const& text) {
    std::string out;
    for (auto const& piece : *text) out += piece;
    return out;
}

void replace_text(queue::message& made, std::string text) {
    made.size = text.size();
    std::vector<std::string> pieces;
    pieces.push_back(std::move(text));
    made.text = std::make_shared<std::vector<std::string> const>(std::move(pieces));
}

}  // namespace

net::task<net::result<internal_mail::end>> internal_mail::pass(queue::message& made, queue::internal_class what) {
    auto const how = now_;    // as it is now, whatever is configured meanwhile
    bool const filters = what == queue::internal_class::bounce ? how.filters_bounces : how.filters_notices;
    outcome became;
    cleanup::passage through(how.cleanup, lookups_, clock_, std::make_unique<memory_spool>(made.id, became));
    cleanup::effects wished;
    cleanup::origin from;
    from.source = cleanup::source::internal;
    from.checks_content = filters;
    from.client = "local";
    std::unique_ptr<local_milters> milters;
    std::optional<smtp::reply> refusal;
    if (filters && how.milters) {
        auto with = with_;
        with.clock = &clock_;
        with.program = "cleanup";
        milters = std::make_unique<local_milters>(how.milters, std::move(with), made.id);
        refusal = co_await milters->introduce(made.what, wished);
        from.milters = &milters->all();
    }
    if (!refusal) {
        auto given = made.what;
        co_await through.begin(std::move(given), std::move(from), std::move(wished));
        auto const text = joined(made.text);
        co_await through.take(text);
        auto done = co_await through.finish();
        refusal = std::move(done.refusal);
    }
    if (milters) co_await milters->all().quit();
    if (refusal && refusal->code < 500) co_return net::make_error_code(net::errc::busy);
    if (refusal) base::log::warning("cleanup", "{}: mail of our own refused and not sent: {}", made.id, smtp::one_line(*refusal));
    if (!became.committed) co_return end::thrown_away;
    // Mapped or masqueraded, a notice to the postmaster would not be known for one any more, and would be given back.
    auto sender = std::move(made.what.sender);
    made.what = std::move(became.what);
    made.what.sender = std::move(sender);
    made.recipients.resize(made.what.recipients.size());
    replace_text(made, std::move(became.text));
    co_return end::ready;
}

}  // namespace mailstead::mta::pickup
