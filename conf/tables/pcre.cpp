// Perl-compatible expressions on PCRE2, pcre_table(5), compiled to machine code where that is possible.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <new>

#include <fmt/format.h>

#include "conf/tables/patterns.h"
#include "conf/tables/prefix.h"

namespace mailstead::conf {
namespace {

constexpr std::uint32_t match_limit = 1'000'000;
// Enough for a pattern that turns back at every byte of the longest header.
constexpr std::uint32_t depth_limit = 500'000;
constexpr std::uint32_t heap_limit_kib = 64 * 1024;
constexpr std::size_t machine_stack_begin = 32 * 1024;
constexpr std::size_t machine_stack_limit = 8 << 20;
constexpr std::uint32_t usual_groups = 10;
constexpr std::uint32_t nesting_limit = 100;

template <class T, void (*Free)(T*)>
struct freed_by {
    void operator()(T* object) const noexcept { Free(object); }
};
template <class T, void (*Free)(T*)>
using handle = std::unique_ptr<T, freed_by<T, Free>>;

template <class Handle, class T>
Handle owned(T* made) {
    if (made == nullptr) throw std::bad_alloc();
    return Handle(made);
}

using match_data = handle<pcre2_match_data, pcre2_match_data_free>;
using match_context = handle<pcre2_match_context, pcre2_match_context_free>;
using compile_context = handle<pcre2_compile_context, pcre2_compile_context_free>;

using machine_stack = handle<pcre2_jit_stack, pcre2_jit_stack_free>;

// This thread's stack for compiled patterns; it takes memory only as far as a match needs it.
pcre2_jit_stack* stack_of_thread(void*) {
    thread_local machine_stack const held(pcre2_jit_stack_create(machine_stack_begin, machine_stack_limit, nullptr));
    return held.get();  // null: PCRE2's own small one
}

match_context limits() {
    auto out = owned<match_context>(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(out.get(), match_limit);
    pcre2_set_depth_limit(out.get(), depth_limit);
    pcre2_set_heap_limit(out.get(), heap_limit_kib);
    pcre2_jit_stack_assign(out.get(), stack_of_thread, nullptr);
    return out;
}

// Where this thread's matches put what they catch: made once, with room for `groups` of them at least.
pcre2_match_data* room_for(std::uint32_t groups) {
    thread_local match_data held;
    thread_local std::uint32_t room = 0;
    if (room <= groups) {
        room = std::max(groups, usual_groups) + 1;
        held = owned<match_data>(pcre2_match_data_create(room, nullptr));
    }
    return held.get();
}

std::string text_of(int code) {
    PCRE2_UCHAR out[200];
    pcre2_get_error_message(code, out, sizeof out);
    return reinterpret_cast<char const*>(out);
}

class perl final : public condition {
public:
    perl(pcre2_code* code, required_prefix begins) : begins_(std::move(begins)), code_(code), limits_(limits()) {
        has_jit_ = pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;  // slower without, not wrong
    }

    std::size_t group_count() const noexcept {
        std::uint32_t count = 0;
        pcre2_pattern_info(code_.get(), PCRE2_INFO_CAPTURECOUNT, &count);
        return count;
    }

    verdict match(std::string_view key, std::size_t highest, groups& caught, std::string& why) const override {
        if (!begins_.may_match(key)) return verdict::no;
        auto* const data = room_for(static_cast<std::uint32_t>(highest));
        int const count = run(key, data);
        if (count == PCRE2_ERROR_NOMATCH) return verdict::no;
        if (count < 0) {  // a limit was reached: neither yes nor no
            why = text_of(count);
            return verdict::trouble;
        }
        auto const* spans = pcre2_get_ovector_pointer(data);
        // 0: more groups than there is room for; those that are wanted have room.
        auto const filled = count == 0 ? highest + 1 : std::min<std::size_t>(highest + 1, static_cast<unsigned>(count));
        caught.assign(highest + 1, {});
        for (std::size_t i = 0; i < filled; ++i) {
            auto const from = spans[2 * i];
            auto const to = spans[2 * i + 1];
            if (from != PCRE2_UNSET && from <= to) caught[i] = key.substr(from, to - from);
        }
        return verdict::yes;
    }

private:
    int run(std::string_view key, pcre2_match_data* data) const {
        // PCRE2 wants an address even for nothing.
        auto const* text = reinterpret_cast<PCRE2_SPTR>(key.empty() ? "" : key.data());
        if (has_jit_) {
            int const count = pcre2_jit_match(code_.get(), text, key.size(), 0, 0, data, limits_.get());
            // The interpreter has the heap.
            if (count != PCRE2_ERROR_JIT_STACKLIMIT) return count;
        }
        return pcre2_match(code_.get(), text, key.size(), 0, PCRE2_NO_JIT, data, limits_.get());
    }

    required_prefix begins_;
    handle<pcre2_code, pcre2_code_free> code_;
    match_context limits_;
    bool has_jit_ = false;
};

std::uint32_t flags_of(perl_options const& options) noexcept {
    return (options.caseless ? PCRE2_CASELESS : 0u) | (options.dotall ? PCRE2_DOTALL : 0u) |
           (options.multiline ? PCRE2_MULTILINE : 0u) | (options.extended ? PCRE2_EXTENDED : 0u) |
           (options.anchored ? PCRE2_ANCHORED : 0u) | (options.dollar_endonly ? PCRE2_DOLLAR_ENDONLY : 0u) |
           (options.ungreedy ? PCRE2_UNGREEDY : 0u);
}

}  // namespace

compiled_pattern compile_perl(std::string const& pattern, perl_options const& options, std::string& why) {
    auto const context = owned<compile_context>(pcre2_compile_context_create(nullptr));
    pcre2_set_parens_nest_limit(context.get(), nesting_limit);
    int code = 0;
    PCRE2_SIZE place = 0;
    auto* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.c_str()), pattern.size(),
                                   flags_of(options) | PCRE2_NEVER_BACKSLASH_C, &code, &place, context.get());
    if (compiled == nullptr) {
        why = fmt::format("error in regex at offset {}: {}", place, text_of(code));
        return {};
    }
    required_prefix begins;
    using letters = required_prefix::letters;
    if (!options.multiline && !options.extended)
        begins = required_prefix(pattern, options.caseless ? letters::any_case : letters::exact);
    auto when = std::make_unique<perl>(compiled, std::move(begins));
    auto const groups = when->group_count();
    return {std::move(when), groups};
}

compiled_pattern compile_perl(std::string const& pattern, std::string_view flags, std::string& why) {
    perl_options options;
    for (char flag : flags) {
        switch (flag) {
        case 'i': options.caseless = !options.caseless; break;
        case 'm': options.multiline = !options.multiline; break;
        case 's': options.dotall = !options.dotall; break;
        case 'x': options.extended = !options.extended; break;
        case 'A': options.anchored = !options.anchored; break;
        case 'E': options.dollar_endonly = !options.dollar_endonly; break;
        case 'U': options.ungreedy = !options.ungreedy; break;
        case 'X': why = "ignoring obsolete regexp option \"X\""; break;  // PCRE2 is always that strict
        default: why = fmt::format("unknown regexp option \"{}\"", flag); return {};
        }
    }
    std::string trouble;
    auto out = compile_perl(pattern, options, trouble);
    if (!out.when) why = trouble;
    return out;
}

content_ptr read_pcre(std::vector<logical_line> const& lines, std::string const& file, report const& report) {
    return read_patterns(lines, file, report, compile_perl);
}

}  // namespace mailstead::conf
