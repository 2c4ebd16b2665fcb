#include "smtp/path.h"

#include <arpa/inet.h>

#include "base/ascii.h"

namespace mailstead::smtp {
namespace {

// RFC 5322 §3.2.3, and RFC 6531 §3.3 for what is not ASCII.
bool is_atom_char(char c) noexcept {
    if (base::is_alpha(c) || base::is_digit(c) || static_cast<unsigned char>(c) >= 0x80) return true;
    return std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Words of the grammar over what is left of a path.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    std::string_view rest() const noexcept { return rest_; }
    bool at_end() const noexcept { return rest_.empty(); }
    bool next_is(char c) const noexcept { return !rest_.empty() && rest_.front() == c; }
    bool take(char c) noexcept {
        if (!next_is(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void blanks() noexcept {
        while (next_is(' ') || next_is('\t')) rest_.remove_prefix(1);
    }
    // Dots may stand anywhere in an unquoted local part: some providers hand out a..b and a.; the canonical form
    // quotes those.
    std::optional<std::string> local_part() {
        if (next_is('"')) return quoted_string();
        std::size_t size = 0;
        while (size < rest_.size() && (is_atom_char(rest_[size]) || rest_[size] == '.')) ++size;
        if (size == 0) return std::nullopt;
        std::string text(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return text;
    }
    std::optional<std::string_view> domain() noexcept {
        std::size_t size = 0;
        if (next_is('[')) {
            size = rest_.find(']');
            if (size == rest_.npos) return std::nullopt;
            ++size;
        } else {
            while (size < rest_.size() && (is_domain_char(rest_[size]) || rest_[size] == '.')) ++size;
        }
        auto text = rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (text.size() > 1 && text.back() == '.') text.remove_suffix(1);
        bool const good = text.starts_with('[') ? is_address_literal(text) : is_domain(text);
        if (!good) return std::nullopt;
        return text;
    }
    // "@one,@two:" (RFC 5321 appendix C: understood and ignored).
    bool source_route() noexcept {
        while (take('@')) {
            if (!domain()) return false;
            blanks();
            if (take(':')) return blanks(), true;
            if (!take(',')) return false;
            blanks();
        }
        return false;
    }

private:
    static bool is_domain_char(char c) noexcept {
        return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    }
    std::optional<std::string> quoted_string() {
        std::string text;
        rest_.remove_prefix(1);
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\') rest_.remove_prefix(1);
            auto const c = rest_.empty() ? '\0' : rest_.front();
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
            text += c;
            rest_.remove_prefix(1);
        }
        if (!take('"') || text.empty()) return std::nullopt;
        return text;
    }

    std::string_view rest_;
};

std::optional<mailbox> take_mailbox(reader& in) {
    if (in.next_is('@') && !in.source_route()) return std::nullopt;
    auto local = in.local_part();
    if (!local || local->size() > local_part_limit) return std::nullopt;
    mailbox found;
    found.text = quoted(*local);
    found.local_size = found.text.size();
    in.blanks();
    if (!in.take('@')) return found;
    in.blanks();
    auto const domain = in.domain();
    if (!domain) return std::nullopt;
    found.text += '@';
    found.text += *domain;
    return found;
}

std::optional<mailbox> take_any(reader& in) {
    in.blanks();
    if (in.at_end()) return mailbox{};
    bool const bracketed = in.take('<');
    in.blanks();
    if (bracketed && in.take('>')) return mailbox{};
    auto found = take_mailbox(in);
    if (!found) return std::nullopt;
    if (bracketed) {
        in.blanks();
        if (!in.take('>')) return std::nullopt;
    }
    return found;
}

}  // namespace

std::optional<mailbox> take_path(std::string_view& text) {
    reader in(text);
    auto found = take_any(in);
    if (!found || !(in.at_end() || in.next_is(' ') || in.next_is('\t'))) return std::nullopt;
    if (!base::is_utf8(found->text)) return std::nullopt;
    text = in.rest();
    return found;
}

std::optional<mailbox> parse_path(std::string_view text) {
    auto found = take_path(text);
    if (!found || !base::trimmed(text).empty()) return std::nullopt;
    return found;
}

mailbox split_address(std::string address) {
    mailbox result;
    auto const at = address.rfind('@');
    bool const domain = at != address.npos && address.find('"', at) == address.npos;
    result.local_size = domain ? at : address.size();
    result.text = std::move(address);
    return result;
}

std::string unquoted(std::string_view local_part) {
    if (local_part.size() < 2 || local_part.front() != '"' || local_part.back() != '"') return std::string(local_part);
    auto const inside = local_part.substr(1, local_part.size() - 2);
    std::string text;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] == '\\' && i + 1 < inside.size()) ++i;
        text += inside[i];
    }
    return text;
}

std::string quoted(std::string_view local_part) {
    bool atom = !local_part.empty() && local_part.front() != '.' && local_part.back() != '.';
    for (std::size_t i = 0; atom && i < local_part.size(); ++i) {
        bool const dot = local_part[i] == '.' && local_part[i - 1] != '.';
        atom = dot || is_atom_char(local_part[i]);
    }
    if (atom) return std::string(local_part);
    std::string text = "\"";
    for (char c : local_part) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text += '"';
}

std::string unquoted_address(std::string_view address) {
    auto const parts = split_address(std::string(address));
    auto text = unquoted(parts.local_part());
    if (parts.local_size < parts.text.size()) {
        text += '@';
        text += parts.domain();
    }
    return text;
}

bool is_domain(std::string_view text) noexcept {
    if (text.empty() || text.size() > domain_limit) return false;
    std::size_t label = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '.') {
            char const c = text[i];
            bool const plain = base::is_alpha(c) || base::is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
            if (!plain && (c != '-' || label == 0)) return false;
            ++label;
            continue;
        }
        if (label == 0 || label > 63 || text[i - 1] == '-') return false;
        label = 0;
    }
    return true;
}

bool is_address_literal(std::string_view text) noexcept {
    if (text.size() < 3 || text.size() > 64 || text.front() != '[' || text.back() != ']') return false;
    auto inside = text.substr(1, text.size() - 2);
    unsigned char bytes[16];
    char copy[64] = {};
    bool const v6 = base::istarts_with(inside, "IPv6:");
    if (v6) inside.remove_prefix(5);
    inside.copy(copy, sizeof copy - 1);
    return inet_pton(v6 ? AF_INET6 : AF_INET, copy, bytes) == 1;
}

bool is_routed(mailbox const& address) noexcept {
    return address.local_part().find_first_of("@%!") != std::string_view::npos;
}

}  // namespace mailstead::smtp
