#include "imap/message_ids.h"

#include <optional>

namespace mailstead::imap {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Walks the msg-ids of a text (RFC 5322 §3.6.4), whatever stands between them.
class walk {
public:
    explicit walk(std::string_view text) : left_(text) {}

    // The next valid one; absent at the end.
    std::optional<std::string> next() {
        for (auto at = left_.find('<'); at != left_.npos; at = left_.find('<')) {
            left_.remove_prefix(at + 1);
            std::string id;
            if (one(id) && is_valid(id)) return id;
        }
        return std::nullopt;
    }

private:
    // Up to ">". A "<" on the way begins another one: the first had no end.
    bool one(std::string& out) {
        bool quoted = false;
        while (!left_.empty()) {
            char const c = left_.front();
            if (c == '<' && !quoted) return false;
            left_.remove_prefix(1);
            if (c == '"') quoted = !quoted;
            else if (c == '\\' && quoted && !left_.empty()) out += take();
            else if (c == '>' && !quoted) return true;
            else if (quoted || !is_space(c)) out += c;
        }
        return false;
    }

    char take() {
        char const c = left_.front();
        left_.remove_prefix(1);
        return c;
    }

    // id-left "@" id-right
    static bool is_valid(std::string_view id) {
        auto const at = id.rfind('@');
        return at != id.npos && at != 0 && at + 1 != id.size();
    }

    std::string_view left_;
};

}  // namespace

std::string first_message_id(std::string_view value) { return walk(value).next().value_or(std::string()); }

std::vector<std::string> message_ids(std::string_view value, std::size_t limit) {
    std::vector<std::string> out;
    walk ids(value);
    while (auto id = ids.next()) {
        out.push_back(std::move(*id));
        if (out.size() == 2 * limit) out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(limit));
    }
    if (out.size() > limit) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(limit));
    return out;
}

}  // namespace mailstead::imap
