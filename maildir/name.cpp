// Reading and writing Maildir file names (cr.yp.to/proto/maildir.html, with Dovecot's S=, W= and keyword letters).
#include "maildir/name.h"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "base/ascii.h"
#include "store/hash.h"
#include "store/message.h"

namespace mailstead::maildir {
namespace {

constexpr std::string_view info = ":2,";
constexpr std::size_t longest_name = 255;  // NAME_MAX
constexpr std::uint64_t largest_size = ~std::uint64_t{0} / 2;  // of a file, and of a number in the index

struct letter {
    char text;
    std::uint32_t flag;
};
constexpr letter letters[] = {{'D', store::flag::draft},
                              {'F', store::flag::flagged},
                              {'R', store::flag::answered},
                              {'S', store::flag::seen},
                              {'T', store::flag::deleted}};

std::uint32_t flag_of(char c) noexcept {
    for (auto const& l : letters)
        if (l.text == c) return l.flag;
    return 0;
}

// The number of a `,X=` field.
std::optional<std::uint64_t> field(std::string_view base, std::string_view key) noexcept {
    auto const at = base.find(key);
    if (at == base.npos) return std::nullopt;
    auto const text = base.substr(at + key.size());
    auto const size = base::number<std::uint64_t>(text.substr(0, text.find(',')));
    return size && *size <= largest_size ? size : std::nullopt;
}

// Which of the names that one maker gave in one second came first, as a number; of other programs' names the beginning of what
// follows the seconds, which many of them count up.
std::uint32_t place_in_second(name const& of) noexcept {
    if (of.delivery) return static_cast<std::uint32_t>(of.delivery->message);
    auto const dot = of.base.find('.');
    auto rest = dot == of.base.npos ? std::string_view() : of.base.substr(dot + 1);
    if (rest.starts_with('P') && rest.find('Q') != rest.npos) {    // unique_name()
        rest.remove_prefix(rest.find('Q') + 1);
        if (auto const count = base::number<std::uint64_t>(rest.substr(0, rest.find('R')))) return static_cast<std::uint32_t>(*count);
    }
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8 | (i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0);
    return out;
}

// Roles are forked after this may have been asked.
std::uint64_t process_random(pid_t process) noexcept {
    static std::uint64_t const value = [] {
        std::uint64_t bits = 0;
        while (::getrandom(&bits, sizeof bits, 0) != sizeof bits) {
        }
        return bits;
    }();
    return value ^ static_cast<std::uint64_t>(process);
}

}  // namespace

std::string_view base_of(std::string_view file) noexcept { return file.substr(0, file.rfind(info)); }

std::optional<base::delivery_id> delivery_of(std::string_view file) noexcept {
    auto const dot = file.find('.');
    if (dot == file.npos) return std::nullopt;
    auto const rest = file.substr(dot + 1);
    return base::parse_delivery_id(rest.substr(0, rest.find('.')));
}

name parse_name(std::string_view file) noexcept {
    name out;
    out.base = base_of(file);
    out.seconds = base::number<std::int64_t>(out.base.substr(0, out.base.find('.'))).value_or(0);
    out.stored = field(out.base, ",S=");
    out.wire = field(out.base, ",W=");
    if (out.stored && out.wire && *out.wire < *out.stored) out.wire.reset();  // line ends make it longer, never shorter
    out.delivery = delivery_of(out.base);
    if (out.base.size() == file.size()) return out;
    out.others = file.substr(out.base.size() + info.size());
    for (char const c : out.others) {
        out.flags |= flag_of(c);
        if (c >= 'a' && c <= 'z') out.keywords |= std::uint64_t{1} << (c - 'a');
    }
    return out;
}

std::string with_marks(std::string_view file, std::uint32_t flags, std::uint64_t keywords) {
    auto const parsed = parse_name(file);
    std::string marks;
    for (char const c : parsed.others)
        if (flag_of(c) == 0 && !(c >= 'a' && c <= 'z')) marks += c;
    for (auto const& l : letters)
        if (flags & l.flag) marks += l.text;
    for (int bit = 0; bit < 26; ++bit)
        if (keywords >> bit & 1) marks += static_cast<char>('a' + bit);
    std::sort(marks.begin(), marks.end());
    std::string out;
    out.reserve(parsed.base.size() + info.size() + marks.size());
    ((out += parsed.base) += info) += marks;
    return out.size() > longest_name ? std::string(file) : out;
}

std::string delivered_name(std::int64_t seconds, base::delivery_id const& id, std::string_view host) {
    return fmt::format("{}.{}.{}", seconds, base::to_string(id), host);
}

std::string unique_name(std::int64_t seconds, std::string_view host) {
    static std::atomic<std::uint64_t> counter{0};
    auto const process = ::getpid();
    return fmt::format("{}.P{}Q{}R{:016x}.{}", seconds, process, ++counter, process_random(process), host);
}

std::string with_sizes(std::string_view base, std::uint64_t stored, std::uint64_t wire) {
    return fmt::format("{},S={},W={}", base, stored, wire);
}

std::string_view tmp_name(std::string_view base) noexcept { return base.substr(0, std::min(base.find(",S="), base.find(",W="))); }

std::string host_part(std::string_view host) {
    std::string out;
    for (char const c : host.substr(0, 64))
        if (base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '-') out += c;
    return out.empty() ? "localhost" : out;
}

store::fact_key fact_key_of(std::string_view file) {
    auto const parsed = parse_name(file);
    return store::make_fact_key(parsed.seconds, place_in_second(parsed), parsed.base, parsed.wire.value_or(0));
}

std::string unique_id_of(std::string_view file) { return base::hex(store::sha256(base_of(file)).substr(0, 16)); }

}  // namespace mailstead::maildir
