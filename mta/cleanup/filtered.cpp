#include "mta/cleanup/filtered.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/log.h"
#include "mta/cleanup/addressing.h"
#include "mta/queue/error.h"
#include "smtp/dsn.h"
#include "smtp/path.h"

namespace mailstead::mta::cleanup {
namespace {

using milter::answer;
using milter::response;

constexpr std::size_t piece_size = 64 * 1024;
constexpr std::uint64_t header_limit = 2 * 1024 * 1024;    // what is held in memory, whatever is sent or added
constexpr std::size_t recipient_limit = 50000;

answer refusal(int code, std::string_view enhanced, std::string_view text) {
    answer out;
    out.what = answer::kind::refuse;
    out.reply.code = code;
    out.reply.enhanced = enhanced;
    out.reply.text = text;
    return out;
}

answer write_error() { return refusal(451, "4.3.0", "Error: queue file write error"); }
answer too_big() { return refusal(552, "5.3.4", "Error: message file too big"); }

answer answer_for(rewrite::trouble why) {
    if (why == rewrite::trouble::lookup) return write_error();
    if (why == rewrite::trouble::expansion) return refusal(451, "4.6.0", "Alias expansion error");
    return {};
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

// "Name: value" as lines that are one field, whatever the value holds; lines are divided by '\n'.
std::string one_field(std::string_view text) {
    std::string out;
    for (auto const line : base::split(text, "\r\n")) {
        if (!out.empty() && !is_blank(line.front())) out += '\t';
        out.append(line).append("\r\n");
    }
    return out;
}

// An address as a milter writes it: with or without <>.
std::optional<smtp::mailbox> address_of(std::string_view text) { return smtp::parse_path(base::trimmed(text)); }

}  // namespace

filtered::filtered(parts with, content::subject about)
    : with_(with), id_(with.text.id()), sender_(about.sender), recipient_(about.recipient),
      checker_(&with.how.milter_checks, kept(about)) {}

// Milters may change what the views are of.
content::subject filtered::kept(content::subject about) const noexcept {
    about.id = id_;
    about.sender = sender_;
    about.recipient = recipient_;
    return about;
}

std::uint64_t filtered::limit() const noexcept {
    auto const a = with_.how.message_limit, b = with_.from.size_limit;
    if (a == 0 || b == 0) return std::max(a, b);
    return std::min(a, b);
}

net::task<net::result<void>> filtered::load() {
    std::string held;    // the beginning of a field that is not whole yet
    std::uint64_t at = 0;
    for (;;) {
        auto const piece = co_await with_.text.read(at, piece_size);
        if (!piece) co_return piece.error();
        at += piece->size();
        held += *piece;
        bool const whole = take_fields(held);
        if (whole || piece->empty()) break;
        too_big_ = header_size_ + held.size() > header_limit;
        if (too_big_) co_return queue::make_error_code(queue::errc::damaged);
    }
    body_at_ = at - held.size();
    co_return net::result<void>();
}

// Moves whole fields from the front of `held`. True: the empty line has come, and `held` is the beginning of the body.
bool filtered::take_fields(std::string& held) {
    std::size_t begin = 0;
    bool whole = false;
    for (auto end = held.find('\n'); end != held.npos && !whole; end = held.find('\n', begin)) {
        if (std::string_view(held).substr(begin, 2) == "\r\n") {
            begin += 2;
            whole = true;
            break;
        }
        while (end != held.npos && end + 1 < held.size() && is_blank(held[end + 1])) end = held.find('\n', end + 1);
        if (end == held.npos || end + 1 == held.size()) break;
        fields_.push_back(held.substr(begin, end + 1 - begin));
        header_size_ += fields_.back().size();
        begin = end + 1;
    }
    held.erase(0, begin);
    return whole;
}

net::task<net::result<std::string>> filtered::body(std::uint64_t from, std::size_t size) {
    auto& where = new_body_ ? *new_body_ : with_.text;
    auto at = new_body_ ? from : body_at_ + from;
    std::string out;
    while (out.size() < size) {
        auto const piece = co_await where.read(at, size - out.size());
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        at += piece->size();
        out += *piece;
    }
    co_return out;
}

net::task<answer> filtered::apply(milter::change what) {
    answer done;
    switch (what.what) {
    case response::add_header:
    case response::insert_header:
    case response::change_header: co_return co_await change_header(std::move(what));
    case response::change_sender: co_return co_await change_sender(std::move(what));
    case response::add_recipient:
    case response::add_recipient_with_parameters: co_return co_await add_recipient(std::move(what));
    case response::delete_recipient: delete_recipient(what.name); break;
    case response::replace_body: co_return co_await replace_body(what.value);
    default: break;
    }
    co_return done;
}

// The place of the index-th field of that name among those that milters are shown; fields_.size(): there is none.
std::size_t filtered::find(std::string_view name, std::uint32_t index) const {
    for (std::size_t i = 1; i < fields_.size(); ++i)
        if (base::iequals(content::field_name(fields_[i]), name) && --index == 0) return i;
    return fields_.size();
}

// Tables that may wait are asked on the pool. False: it takes no work now.
template <class Work>
net::task<bool> filtered::work_of(bool blocks, Work work) {
    if (blocks) {
        auto const done = co_await net::blocking(with_.lookups, work);
        co_return done.has_value();
    }
    co_return work().has_value();
}

// Changes and deletions count the fields that milters are shown, insertions count our own, too.
net::task<answer> filtered::change_header(milter::change what) {
    answer done;
    if (content::field_name(what.name + ":") != what.name) {
        base::log::warning("cleanup", "{}: ignoring milter request for a header with a bad name: {}", id_, base::printable(what.name));
        co_return done;
    }
    if (what.what == response::change_header) what.index = std::max<std::uint32_t>(what.index, 1);
    if (what.what == response::change_header && what.value.empty()) {
        auto const at = find(what.name, what.index);
        if (at == fields_.size()) co_return done;
        header_size_ -= fields_[at].size();
        fields_.erase(fields_.begin() + static_cast<std::ptrdiff_t>(at));
        changed_ = true;
        co_return done;
    }
    auto field = one_field(what.name + (what.with_space ? ": " : ":") + what.value);
    std::string scratch, above;
    auto fate = content::checker::fate::keep;
    auto const look = [&]() -> net::result<std::size_t> {
        fate = checker_.check(content::place::header, content::logical(field, scratch), above);
        return fields_.size();
    };
    bool const looked = co_await work_of(with_.how.milter_checks.is_blocking(), look);
    if (!looked) co_return write_error();
    if (fate == content::checker::fate::replace) field = one_field(checker_.replacement());
    if (fate != content::checker::fate::drop) place(what, std::move(field));
    if (header_size_ > header_limit) co_return too_big();
    if (checker_.refusal()) {
        auto const& why = *checker_.refusal();
        co_return refusal(why.code, why.enhanced, why.text);
    }
    co_return done;
}

void filtered::place(milter::change const& what, std::string field) {
    changed_ = true;
    header_size_ += field.size();
    auto at = fields_.size();
    if (what.what == response::insert_header) at = std::min<std::size_t>(what.index, at);
    if (what.what == response::change_header) at = find(what.name, what.index);
    if (what.what == response::change_header && at < fields_.size()) {
        header_size_ -= fields_[at].size();
        fields_[at] = std::move(field);
        return;
    }
    fields_.insert(fields_.begin() + static_cast<std::ptrdiff_t>(at), std::move(field));
}

net::task<answer> filtered::add_recipient(milter::change what) {
    answer done;
    auto const address = address_of(what.name);
    if (!address || address->text.empty()) {
        base::log::warning("cleanup", "{}: ignoring attempt from Milter to add null recipient", id_);
        co_return done;
    }
    recipient wanted;
    wanted.address = address->text;
    for (auto const word : base::split(what.value, " ")) {
        auto const notify = base::istarts_with(word, "NOTIFY=") ? smtp::parse_notify(word.substr(7)) : std::nullopt;
        auto const orcpt = base::istarts_with(word, "ORCPT=") ? smtp::parse_orcpt(word.substr(6)) : std::nullopt;
        if (notify) wanted.notify = *notify;
        else if (orcpt) wanted.orcpt = *orcpt;
        else base::log::warning("cleanup", "{}: ignoring ESMTP argument from Milter or header/body_checks: \"{}\"", id_, base::printable(word, 100));
    }
    if (with_.of.recipients.size() >= recipient_limit) co_return refusal(451, "4.5.3", "Error: too many recipients");
    auto why = rewrite::trouble::none;
    auto const work = [&]() -> net::result<std::size_t> {
        std::vector<recipient> all;
        all.push_back(wanted);
        why = add_recipients(with_.of, std::move(all), with_.from, with_.how, id_);
        return fields_.size();
    };
    bool const worked = co_await work_of(with_.how.tables.is_blocking(), work);
    if (!worked) co_return write_error();
    co_return answer_for(why);
}

// Everybody whom that address, as the client gave it, has become.
void filtered::delete_recipient(std::string const& given) {
    auto const address = address_of(given);
    if (!address) return;
    auto const is_it = [&address](recipient const& one) { return (one.original.empty() ? one.address : one.original) == address->text; };
    std::erase_if(with_.of.recipients, is_it);
}

net::task<answer> filtered::change_sender(milter::change what) {
    answer done;
    auto const address = address_of(what.name);
    if (!address) {
        base::log::warning("cleanup", "{}: ignoring milter request for a bad sender: {}", id_, base::printable(what.name));
        co_return done;
    }
    for (auto const word : base::split(what.value, " ")) {
        auto const envid = base::istarts_with(word, "ENVID=") ? smtp::parse_envid(word.substr(6)) : std::nullopt;
        if (envid) with_.of.envid = *envid;
        else if (base::iequals(word, "RET=FULL")) with_.of.ret = dsn_return::full;
        else if (base::iequals(word, "RET=HDRS")) with_.of.ret = dsn_return::headers;
        else base::log::warning("cleanup", "{}: Ignoring bad ESMTP parameter \"{}\" in SMFI_CHGFROM request", id_, base::printable(word, 100));
    }
    auto why = rewrite::trouble::none;
    auto const work = [&]() -> net::result<std::size_t> {
        why = cleanup::change_sender(with_.of, address->text, with_.from, with_.how, id_);
        return fields_.size();
    };
    bool const worked = co_await work_of(with_.how.tables.is_blocking(), work);
    if (!worked) co_return write_error();
    co_return answer_for(why);
}

// Pieces come one behind the other; lines of them may end with LF alone.
net::task<answer> filtered::replace_body(std::string_view piece) {
    answer done;
    if (!new_body_) new_body_ = with_.text.again();
    changed_ = true;
    std::string lines;
    lines.reserve(piece.size() + 256);
    for (char const c : piece) {
        if (c == '\n' && last_ != '\r') lines += '\r';
        lines += c;
        last_ = c;
    }
    auto const most = limit();
    if (most > 0 && new_body_->size() + lines.size() > most) co_return too_big();
    if (lines.empty()) co_return done;
    auto const appended = co_await new_body_->append(std::move(lines));
    if (!appended) co_return write_error();
    co_return done;
}

net::task<net::result<std::unique_ptr<queue::spool>>> filtered::rewritten() {
    std::unique_ptr<queue::spool> out;
    if (!changed_) co_return out;
    out = with_.text.again();
    std::string ready;
    for (auto const& field : fields_) ready += field;
    ready += "\r\n";
    if (new_body_ && last_ != '\n' && new_body_->size() > 0) {
        std::string end = last_ == '\r' ? "\n" : "\r\n";
        auto const ended = co_await new_body_->append(std::move(end));
        if (!ended) co_return ended.error();
    }
    std::uint64_t at = 0;
    for (;;) {
        auto const piece = co_await body(at, piece_size);
        if (!piece) co_return piece.error();
        at += piece->size();
        ready += *piece;
        if (ready.size() < piece_size && !piece->empty()) continue;
        auto bytes = std::exchange(ready, {});
        if (!bytes.empty()) {
            auto const appended = co_await out->append(std::move(bytes));
            if (!appended) co_return appended.error();
        }
        if (piece->empty()) break;
    }
    co_return out;
}

}  // namespace mailstead::mta::cleanup
