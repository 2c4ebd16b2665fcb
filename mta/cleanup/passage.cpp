#include "mta/cleanup/passage.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/cleanup/addressing.h"
#include "mta/cleanup/filtered.h"
#include "mta/queue/reply_for.h"

namespace mailstead::mta::cleanup {
namespace {

constexpr std::size_t spool_piece = 64 * 1024;

void merge(effects& into, effects const& more) {
    into.hold |= more.hold;
    into.discard |= more.discard;
    if (!more.redirect.empty()) into.redirect = more.redirect;
    if (!more.filter.empty()) into.filter = more.filter;
    into.bcc.insert(into.bcc.end(), more.bcc.begin(), more.bcc.end());
}

}  // namespace

passage::passage(std::shared_ptr<rules const> how, net::disk_pool& lookups, base::clock const& clock,
                 std::unique_ptr<queue::spool> into)
    : rules_(std::move(how)), lookups_(lookups), clock_(clock), spool_(std::move(into)),
      blocks_(rules_->is_blocking()) {}

// Runs `work` where it may block. `work` gives a result, so that a pool that is overloaded can say so.
template <class Work>
task<void> passage::work_of(bool blocks, Work work) {
    if (!blocks) {
        (void)work();
        co_return;
    }
    auto const done = co_await net::blocking(lookups_, std::move(work));
    if (!done) fail(done.error());
}

task<void> passage::begin(envelope what, origin from, effects wished) {
    envelope_ = std::move(what);
    origin_ = std::move(from);
    wished_ = std::move(wished);
    if (origin_.uncertain) fail(rewrite::trouble::lookup);
    else co_await address_envelope();
    if (refusal_) co_return;
    begin_text();
    std::string above;
    for (auto const& field : wished_.prepend) above.append(field).append("\r\n");
    if (!above.empty()) origin_.trace.insert(0, above);
    auto const work = [this]() -> result<std::size_t> {
        if (!origin_.trace.empty()) text_->head(origin_.trace, ready_);
        return ready_.size();
    };
    co_await work_of(blocks_, work);
}

task<void> passage::address_envelope() {
    auto why = rewrite::trouble::none;
    auto const work = [this, &why]() -> result<std::size_t> {
        why = address(envelope_, origin_, *rules_, id());
        return envelope_.recipients.size();
    };
    bool const blocks = rules_->tables.is_blocking();
    co_await work_of(blocks, work);
    fail(why);
}

void passage::begin_text() {
    bool const ours = origin_.source != source::remote && origin_.source != source::forwarded;
    bool const strangers = !rules_->tables.remote.origin.empty();
    text_facts facts;
    facts.about = about();
    if (ours) facts.completion = &rules_->tables.own;
    else if (strangers) facts.completion = &rules_->tables.remote;
    facts.completes = ours || strangers || rules_->complete_always;
    facts.maps_addresses = origin_.maps_addresses;
    facts.checks_content = origin_.checks_content;
    facts.seconds = base::unix_seconds(clock_.now());
    facts.hostname = origin_.hostname;
    facts.full_name = origin_.full_name;
    text_.emplace(*rules_, std::move(facts));
}

task<void> passage::take(std::string_view text) {
    size_ += text.size();
    auto const beyond = [this](std::uint64_t limit) { return limit > 0 && size_ > limit; };
    if (beyond(rules_->message_limit) || beyond(origin_.size_limit)) fail(552, "5.3.4", "Error: message file too big");
    if (refusal_ || !text_) co_return;
    if (!rules_->replaces_stray_cr) co_return co_await pass_on(text);
    if (text.empty()) co_return;
    std::string_view const held = text.front() == '\n' ? "\r" : " ";
    if (std::exchange(cr_held_, false)) co_await pass_on(held);
    cr_held_ = text.back() == '\r';    // what it is, the next byte tells
    if (cr_held_) text.remove_suffix(1);
    auto const whole = without_stray_cr(text);
    co_await pass_on(whole);
}

// A lone CR is a line end to some programs and not to others: whoever sends it may mean them to see another message than
// we do.
std::string_view passage::without_stray_cr(std::string_view text) {
    auto const stray = [text](std::size_t from) {
        auto at = text.find('\r', from);
        while (at != text.npos && at + 1 < text.size() && text[at + 1] == '\n') at = text.find('\r', at + 2);
        return at;
    };
    auto at = stray(0);
    if (at == text.npos) return text;
    mended_ = text;
    for (; at != text.npos; at = stray(at + 1)) mended_[at] = ' ';
    return mended_;
}

task<void> passage::pass_on(std::string_view text) {
    if (refusal_) co_return;
    clean(text);
    if (refusal_) co_return;
    if (blocks_) co_await feed_elsewhere(text);
    else text_->feed(text, ready_);
    if (ready_.size() >= spool_piece) co_await spool_ready();
}

task<void> passage::feed_elsewhere(std::string_view text) {
    auto const work = [this, text]() -> result<std::size_t> {
        text_->feed(text, ready_);
        return ready_.size();
    };
    co_await work_of(true, work);
}

// message_strip_characters and message_reject_characters.
void passage::clean(std::string_view& text) {
    auto const& strip = rules_->strip_characters;
    auto const& reject = rules_->reject_characters;
    if (!strip.empty()) {
        cleaned_.clear();
        for (char const c : text)
            if (strip.find(c) == strip.npos) cleaned_ += c;
        text = cleaned_;
    }
    auto const at = reject.empty() ? text.npos : text.find_first_of(reject);
    if (at == text.npos) return;
    auto const begin = text.rfind('\n', at) + 1;    // 0 if there is none
    auto const line = text.substr(begin, text.find_first_of("\r\n", at) - begin);
    content::checker const log(nullptr, about());
    log.tell("reject", "content", line, "5.7.1 disallowed character");
    told_ = !refusal_;
    fail(550, "5.7.1", "disallowed character");
}

content::subject passage::about(std::string_view text_from) const {
    content::subject out{spool_->id(), origin_.client, envelope_.sender, {}, origin_.protocol, origin_.helo, text_from};
    if (!envelope_.recipients.empty()) out.recipient = envelope_.recipients.back().address;
    return out;
}

task<void> passage::spool_ready() {
    if (ready_.empty() || refusal_) co_return;
    auto bytes = std::move(ready_);
    ready_.clear();
    if (wished_.discard || text_->found().wishes().discard) co_return;
    auto const appended = co_await spool_->append(std::move(bytes));
    if (!appended) fail(appended.error());
}

task<verdict> passage::finish(effects late) {
    if (text_ && std::exchange(cr_held_, false)) co_await pass_on(" ");
    if (text_ && !refusal_) co_await finish_text();
    if (text_) base::log::info("cleanup", "{}: message-id={}", id(), text_->message_id().empty() ? "<>" : text_->message_id());
    look_for_obstacles();
    if (!refusal_) co_await carry_out(std::move(late));
    if (!refusal_ && !wished_.discard && origin_.milters) co_await show_to_milters();
    if (!refusal_) settle_wishes();
    if (!refusal_ && !wished_.discard) co_await commit();
    verdict out;
    out.discarded = !refusal_ && wished_.discard;
    out.refusal = std::move(refusal_);
    out.trouble = trouble_;
    out.told = told_;
    co_return out;
}

task<void> passage::finish_text() {
    auto const work = [this]() -> result<std::size_t> {
        text_->finish(ready_);
        return ready_.size();
    };
    co_await work_of(blocks_, work);
}

void passage::look_for_obstacles() {
    if (refusal_ || !text_) return;
    fail(text_->trouble());
    if (auto const& found = text_->found().refusal()) {
        told_ = !refusal_;
        fail(found->code, found->enhanced, found->text);
    }
    if (auto const& wrong = text_->mistake()) {
        auto of = about();
        of.protocol = of.helo = {};
        content::checker const log(nullptr, of);
        log.tell("reject", "mime-error", fmt::format("{}: {}", wrong->text, base::printable(wrong->context)), {});
        told_ = told_ || !refusal_;
        fail(550, "5.6.0", wrong->text);
    }
    if (text_->too_deep()) {
        content::checker const log(nullptr, about());
        log.tell("reject", "mime-error", "MIME nesting exceeds safety limit", {});
        told_ = told_ || !refusal_;
        fail(550, "5.6.0", "MIME nesting exceeds safety limit");
    }
    if (text_->hops() >= rules_->hopcount_limit) {
        base::log::warning("cleanup", "{}: message rejected: hopcount exceeded", id());
        fail(554, "5.4.0", "Error: too many hops");
    }
}

// What access maps and checks wished.
task<void> passage::carry_out(effects late) {
    merge(wished_, text_->found().wishes());
    merge(wished_, late);
    co_await copy_to(wished_.bcc);
}

task<void> passage::copy_to(std::vector<std::string> wanted) {
    if (wanted.empty() || is_made_here(origin_.source)) co_return;
    auto why = rewrite::trouble::none;
    auto const work = [this, &why, &wanted]() -> result<std::size_t> {
        why = add_copies(envelope_, wanted, origin_, *rules_, id());
        return envelope_.recipients.size();
    };
    bool const blocks = rules_->tables.is_blocking();
    co_await work_of(blocks, work);
    fail(why);
}

// When milters, and the checks of what they write, have said their wishes too.
void passage::settle_wishes() {
    envelope_.hold = wished_.hold;
    envelope_.filter = wished_.filter.empty() ? origin_.filter : wished_.filter;
    if (!wished_.redirect.empty()) redirect(envelope_, wished_.redirect, *rules_);
    if (!envelope_.recipients.empty() || wished_.discard) return;
    base::log::info("cleanup", "{}: milters have removed all recipients: message discarded", id());
    wished_.discard = true;
}

// The text is complete and in the spool; what milters change in it makes another one.
task<void> passage::show_to_milters() {
    co_await spool_ready();
    if (refusal_) co_return;
    if (origin_.client == "local") origin_.client = "localhost[127.0.0.1]";    // as milters have been told
    filtered text({*spool_, envelope_, origin_, *rules_, lookups_}, about("milter-header-"));
    auto const loaded = co_await text.load();
    if (text.is_too_big()) co_return fail(552, "5.3.4", "Error: message header too big");
    if (!loaded) {
        base::log::warning("cleanup", "{}: the header cannot be shown to milters: {}", id(), loaded.error().message());
        co_return fail(loaded.error());
    }
    auto const said = co_await origin_.milters->inspect(text);
    merge(wished_, text.wishes());
    told_ = told_ || text.refused_by_checks();
    obey_milter(said);
    if (refusal_ || wished_.discard) co_return;
    co_await copy_to(text.wishes().bcc);
    if (refusal_) co_return;
    auto made = co_await text.rewritten();
    if (!made) co_return fail(made.error());
    if (*made) spool_ = std::move(*made);
}

void passage::obey_milter(milter::answer const& said) {
    using kind = milter::answer::kind;
    if (said.what == kind::hold && !wished_.hold) tell_of_milter("milter-hold", "milter triggers HOLD action");
    if (said.what == kind::discard) tell_of_milter("milter-discard", "milter triggers DISCARD action");
    wished_.hold |= said.what == kind::hold;
    wished_.discard |= said.what == kind::discard;
    if (said.what == kind::refuse) fail(said.reply.code, said.reply.enhanced, said.reply.text);
    if (said.what == kind::hang_up) fail(421, "4.7.0", "Server closing connection");
    if (!refusal_) return;
    bool const told = std::exchange(told_, true);
    auto const text = smtp::one_line(*refusal_);
    if (!told) tell_of_milter("milter-reject", text.substr(std::min<std::size_t>(4, text.size())));
}

void passage::tell_of_milter(std::string_view action, std::string_view text) const {
    auto const of = about();
    auto line = fmt::format("{}: {}: END-OF-MESSAGE from {}: {}; from=<{}> to=<{}>", of.id, action, base::printable(of.client), text,
                            base::printable(of.sender), base::printable(of.recipient));
    if (!of.protocol.empty()) line += fmt::format(" proto={}", base::printable(of.protocol));
    if (!of.helo.empty()) line += fmt::format(" helo=<{}>", base::printable(of.helo));
    base::log::info("cleanup", "{}", line);
}

task<void> passage::commit() {
    co_await spool_ready();
    if (refusal_) co_return;
    auto const committed = co_await spool_->commit(std::move(envelope_));
    if (!committed) fail(committed.error());
}

void passage::fail(int code, std::string_view enhanced, std::string_view text) {
    if (refusal_) return;
    smtp::reply answer;
    answer.code = code;
    answer.enhanced = enhanced;
    answer.text = text;
    refusal_ = std::move(answer);
}

void passage::fail(rewrite::trouble why) {
    if (why == rewrite::trouble::lookup) fail(451, "4.3.0", "Error: queue file write error");
    if (why == rewrite::trouble::expansion) fail(451, "4.6.0", "Alias expansion error");
}

void passage::fail(base::error_code const& why) {
    trouble_ = why;
    if (!refusal_) refusal_ = queue::reply_for(why);
}

}  // namespace mailstead::mta::cleanup
