// Numbers are LEB128; a string is its length and its bytes; an optional one has its length plus one, 0 for absent.
#include "store/facts_codec.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace mailstead::store {
namespace {

constexpr std::size_t most_parts = 10'000;
constexpr std::size_t deepest = 101;    // the message itself, and 100 levels below it

class encoder {
public:
    std::string out;

    void number(std::uint64_t n) {
        for (; n >= 0x80; n >>= 7) out += static_cast<char>(n | 0x80);
        out += static_cast<char>(n);
    }
    void text(std::string_view t) {
        number(t.size());
        out += t;
    }
    void text(std::optional<std::string> const& t) {
        number(t ? t->size() + 1 : 0);
        if (t) out += *t;
    }
    template <class Items>
    void list(Items const& items) {
        number(items.size());
        for (auto const& one : items) item(one);
    }
    void item(std::string const& tag) { text(std::string_view(tag)); }
    void item(mime::parameter const& one) { item(one.name), item(one.value); }
    void item(mime::address const& one) { text(one.name), text(one.route), text(one.mailbox), text(one.host); }
    void item(mime::range const& one) { number(one.begin), number(one.size()); }
    void item(mime::envelope const& one) {
        text(one.date), text(one.subject);
        for (auto const* all : {&one.from, &one.sender, &one.reply_to, &one.to, &one.cc, &one.bcc}) list(*all);
        text(one.in_reply_to), text(one.message_id);
    }
    void item(mime::part const& one) {
        item(one.header), item(one.body);
        for (auto const n : {one.header_octets, one.header_lines, one.octets, one.lines}) number(n);
        item(one.type), item(one.subtype), list(one.parameters);
        text(one.id), text(one.description), item(one.encoding), text(one.md5);
        number(one.disposition ? 1 : 0);
        if (one.disposition) item(one.disposition->type), list(one.disposition->parameters);
        list(one.languages), text(one.location);
        if (one.envelope) item(*one.envelope);    // the type says whether it is there
        list(one.children);
    }
};

bool is_message(mime::part const& one) {
    return one.type == "message" && (one.subtype == "rfc822" || one.subtype == "global");
}

// After the first thing that cannot be, all() is false and everything read is empty.
class decoder {
public:
    explicit decoder(std::string_view bytes) : rest_(bytes) {}
    bool all() const noexcept { return good_ && rest_.empty(); }
    bool good() const noexcept { return good_; }

    std::uint64_t number() {
        std::uint64_t out = 0;
        for (unsigned shift = 0; good_ && !rest_.empty(); shift += 7) {
            auto const byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            if (shift == 63 && byte > 1) break;
            out |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80) return byte == 0 && shift > 0 ? fail() : out;    // one form for each number
        }
        return fail();
    }
    std::string bytes(std::uint64_t size) {
        if (size > rest_.size()) fail();
        if (!good_) return {};
        std::string out(rest_.substr(0, static_cast<std::size_t>(size)));
        rest_.remove_prefix(out.size());
        return out;
    }
    void read(std::uint64_t& into) { into = number(); }
    void read(std::string& into) { into = bytes(number()); }
    void read(std::optional<std::string>& into) {
        if (auto const size = number()) into.emplace(bytes(size - 1));
    }
    void read(mime::range& into) {
        into.begin = number();
        auto const size = number();
        if (into.begin + size < into.begin) fail();
        into.end = into.begin + size;
    }
    template <class Item>
    void read(std::vector<Item>& into) {
        auto const count = number();
        if (count > rest_.size()) fail();    // none takes less than a byte
        if (good_ && count > 0 && count < 16) into.reserve(static_cast<std::size_t>(count));
        for (std::uint64_t i = 0; good_ && i < count; ++i) read(into.emplace_back());
    }
    void read(mime::parameter& into) { read(into.name), read(into.value); }
    void read(mime::address& into) { read(into.name), read(into.route), read(into.mailbox), read(into.host); }
    void read(mime::envelope& into) {
        read(into.date), read(into.subject);
        for (auto* all : {&into.from, &into.sender, &into.reply_to, &into.to, &into.cc, &into.bcc}) read(*all);
        read(into.in_reply_to), read(into.message_id);
    }
    void read(mime::part& into) {
        if (++depth_ > deepest || ++parts_ > most_parts) fail();
        if (good_) read_part(into);
        --depth_;
    }

private:
    std::uint64_t fail() noexcept {
        good_ = false;
        rest_ = {};
        return 0;
    }
    void read_part(mime::part& into) {
        read(into.header), read(into.body);
        for (auto* n : {&into.header_octets, &into.header_lines, &into.octets, &into.lines}) read(*n);
        read(into.type), read(into.subtype), read(into.parameters);
        read(into.id), read(into.description), read(into.encoding), read(into.md5);
        auto const has_disposition = number();
        if (has_disposition > 1) fail();
        if (has_disposition == 1) {
            into.disposition.emplace();
            read(into.disposition->type), read(into.disposition->parameters);
        }
        read(into.languages), read(into.location);
        if (is_message(into)) read(*(into.envelope = std::make_unique<mime::envelope>()));
        read(into.children);
        bool const fits = into.is_message() ? into.children.size() == 1 : into.is_multipart() != into.children.empty();
        if (!fits) fail();
    }

    std::string_view rest_;
    std::size_t depth_ = 0, parts_ = 0;
    bool good_ = true;
};

}  // namespace

std::string encode(facts const& what) {
    encoder to;
    to.out += static_cast<char>(what.single_fields ? facts_version_single : facts_version);
    to.number(what.wire_size);
    to.text(what.references);
    to.text(what.preview);
    to.item(what.envelope);
    to.item(what.structure);
    return std::move(to.out);
}

namespace {

unsigned char version_of(std::string_view bytes) { return static_cast<unsigned char>(bytes.empty() ? 0 : bytes.front()); }
bool has_single_fields(std::string_view bytes) { return version_of(bytes) == facts_version_single; }
bool is_known_version(std::string_view bytes) { return version_of(bytes) == facts_version || has_single_fields(bytes); }

void read_header(decoder& from, facts& into) {
    from.read(into.wire_size);
    from.read(into.references);
    from.read(into.preview);
    from.read(into.envelope);
}

}  // namespace

std::optional<facts> decode_facts(std::string_view bytes) {
    if (!is_known_version(bytes)) return std::nullopt;
    std::optional<facts> out(std::in_place);
    decoder from(bytes.substr(1));
    out->single_fields = has_single_fields(bytes);
    read_header(from, *out);
    from.read(out->structure);
    if (!from.all()) out.reset();
    return out;
}

std::optional<facts> decode_header_facts(std::string_view bytes) {
    if (!is_known_version(bytes)) return std::nullopt;
    std::optional<facts> out(std::in_place);
    decoder from(bytes.substr(1));
    out->single_fields = has_single_fields(bytes);
    read_header(from, *out);
    if (!from.good()) out.reset();
    return out;
}

}  // namespace mailstead::store
