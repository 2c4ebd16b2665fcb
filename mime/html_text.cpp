// libgumbo builds the tree in memory that is let go of as a whole: its own way down would recurse as deep as the tree.
#include "mime/html_text.h"

#include <csetjmp>
#include <cstdint>
#include <memory>
#include <vector>

#include <gumbo.h>

namespace mailstead::mime {
namespace {

constexpr std::size_t memory_limit = 32 * 1024 * 1024;
constexpr std::size_t block_size = 256 * 1024;

// What a parse may use. Beyond it the parse is left by longjmp, over frames of C only.
struct arena {
    std::vector<std::unique_ptr<char[]>> blocks;
    char* next = nullptr;
    std::size_t left = 0, used = 0;
    std::jmp_buf out;
};

void* grown(arena& from, std::size_t size) noexcept {
    auto const wanted = std::max(size, block_size);
    if (from.used + wanted > memory_limit) return nullptr;
    std::unique_ptr<char[]> block(new (std::nothrow) char[wanted]);
    if (!block || from.blocks.size() == from.blocks.capacity()) return nullptr;
    from.next = block.get();
    from.left = wanted;
    from.used += wanted;
    from.blocks.push_back(std::move(block));
    return from.next;
}

void* allocate(void* in, std::size_t size) {
    auto& from = *static_cast<arena*>(in);
    size = (size + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);
    if (size > from.left && !grown(from, size)) std::longjmp(from.out, 1);
    auto* const at = from.next;
    from.next += size;
    from.left -= size;
    return at;
}

void release(void*, void*) {}

// Null: too much.
GumboOutput* parsed(arena& in, std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = &in;
    options.max_errors = 0;
    if (setjmp(in.out) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size());
}

bool is_inline(GumboTag tag) noexcept {
    switch (tag) {
        case GUMBO_TAG_A: case GUMBO_TAG_ABBR: case GUMBO_TAG_ACRONYM: case GUMBO_TAG_B: case GUMBO_TAG_BDI: case GUMBO_TAG_BDO:
        case GUMBO_TAG_BIG: case GUMBO_TAG_CITE: case GUMBO_TAG_CODE: case GUMBO_TAG_DEL: case GUMBO_TAG_DFN: case GUMBO_TAG_EM:
        case GUMBO_TAG_FONT: case GUMBO_TAG_I: case GUMBO_TAG_IMG: case GUMBO_TAG_INS: case GUMBO_TAG_KBD: case GUMBO_TAG_LABEL:
        case GUMBO_TAG_MARK: case GUMBO_TAG_Q: case GUMBO_TAG_S: case GUMBO_TAG_SAMP: case GUMBO_TAG_SMALL: case GUMBO_TAG_SPAN:
        case GUMBO_TAG_STRIKE: case GUMBO_TAG_STRONG: case GUMBO_TAG_SUB: case GUMBO_TAG_SUP: case GUMBO_TAG_TIME: case GUMBO_TAG_TT:
        case GUMBO_TAG_U: case GUMBO_TAG_VAR: case GUMBO_TAG_WBR:
            return true;
        default: return false;
    }
}

bool is_hidden(GumboTag tag) noexcept {
    return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_TEMPLATE;
}

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

class writer {
public:
    void text(std::string_view piece) {
        for (char const c : piece) {
            if (is_blank(c)) {
                blank(' ');
                continue;
            }
            if (held_ != '\0' && !out_.empty()) out_ += held_;
            held_ = '\0';
            out_ += c;
        }
    }
    void line_end() { blank('\n'); }
    std::string result() && { return std::move(out_); }

private:
    void blank(char c) { held_ = held_ == '\n' ? held_ : c; }
    std::string out_;
    char held_ = '\0';    // what stands between the last character and the next
};

struct step {
    GumboNode const* node;
    bool leaving;
};

void enter(GumboElement const& element, GumboNode const* node, std::vector<step>& todo, writer& out) {
    if (is_hidden(element.tag)) return;
    if (!is_inline(element.tag)) {
        out.line_end();
        todo.push_back({node, true});
    }
    if (element.tag == GUMBO_TAG_IMG)
        if (auto const* alt = gumbo_get_attribute(&element.attributes, "alt")) out.text(alt->value);
    for (auto i = element.children.length; i-- > 0;) todo.push_back({static_cast<GumboNode const*>(element.children.data[i]), false});
}

std::string text_of(GumboNode const* root) {
    writer out;
    std::vector<step> todo{{root, false}};
    while (!todo.empty()) {
        auto const [node, leaving] = todo.back();
        todo.pop_back();
        if (leaving) out.line_end();
        else if (node->type == GUMBO_NODE_ELEMENT) enter(node->v.element, node, todo, out);
        else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) out.text(node->v.text.text);
    }
    return std::move(out).result();
}

}  // namespace

std::string html_text(std::string_view utf8) {
    arena memory;
    memory.blocks.reserve(memory_limit / block_size + 1);
    auto const* const tree = parsed(memory, utf8.substr(0, html_limit));
    return tree ? text_of(tree->root) : std::string();
}

}  // namespace mailstead::mime
