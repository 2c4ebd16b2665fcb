// The date, a byte of flags, the texts, the references; each text is two octets of length and its own.
#include "imap/order_facts.h"

#include "mime/date.h"

#include "imap/message_ids.h"
#include "imap/sort_key.h"

namespace mailstead::imap {

namespace {

constexpr std::size_t most_references = 128;     // of one message: the nearest ones
constexpr std::size_t texts_at = 9;
constexpr char has_date = 1, reply = 2;

void append_text(std::string& out, std::string_view text) {
    text = text.substr(0, 0xffff);
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size());
    out += text;
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8 | static_cast<unsigned char>(bytes[at + 1]);
}

// RFC 5256 §3: References, else the first Message-ID of In-Reply-To.
std::vector<std::string> references_of(store::facts const& from) {
    auto out = message_ids(from.references.value_or(std::string()), most_references);
    if (!out.empty()) return out;
    auto parent = first_message_id(from.envelope.in_reply_to.value_or(std::string()));
    if (!parent.empty()) out.push_back(std::move(parent));
    return out;
}

std::string mailbox_of_first(std::vector<mime::address> const& list) {
    if (list.empty() || !list.front().mailbox) return {};
    return collated(*list.front().mailbox);
}

// RFC 5957 §3.
std::string display_of_first(std::vector<mime::address> const& list) {
    if (list.empty()) return {};
    auto const& first = list.front();
    if (first.name) {
        auto name = collated(*first.name);
        if (!name.empty()) return name;
    }
    if (first.mailbox && first.host) return collated(*first.mailbox + '@' + *first.host);
    return mailbox_of_first(list);
}

}  // namespace

order_facts::order_facts(store::facts const& from) {
    auto const& e = from.envelope;
    auto const date = e.date ? mime::parse_date(*e.date) : std::nullopt;
    auto const subject = collated_base_subject(e.subject.value_or(std::string()));
    auto const seconds = static_cast<std::uint64_t>(date ? date->seconds : 0);
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(seconds >> shift);
    bytes_ += static_cast<char>((date ? has_date : 0) | (subject.is_reply ? reply : 0));
    append_text(bytes_, subject.text);
    append_text(bytes_, mailbox_of_first(e.cc));
    append_text(bytes_, display_of_first(e.from));
    append_text(bytes_, display_of_first(e.to));
    append_text(bytes_, mailbox_of_first(e.from));
    append_text(bytes_, mailbox_of_first(e.to));
    append_text(bytes_, first_message_id(e.message_id.value_or(std::string())));
    for (auto const& id : references_of(from)) append_text(bytes_, id);
}

std::optional<std::int64_t> order_view::sent() const noexcept {
    if (!(bytes_[texts_at - 1] & has_date)) return std::nullopt;
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | static_cast<unsigned char>(bytes_[i]);
    return static_cast<std::int64_t>(out);
}

bool order_view::is_reply() const noexcept { return (bytes_[texts_at - 1] & reply) != 0; }

std::size_t order_view::place_of(text which) const noexcept {
    auto at = texts_at;
    for (std::size_t i = 0; i < static_cast<std::size_t>(which); ++i) at += 2 + length_at(bytes_, at);
    return at;
}

std::string_view order_view::text_at(std::size_t at) const noexcept { return bytes_.substr(at + 2, length_at(bytes_, at)); }

std::vector<std::string> order_facts::references() const {
    std::vector<std::string> out;
    view().each_reference([&](std::string_view id) { out.emplace_back(id); });
    return out;
}

}  // namespace mailstead::imap
