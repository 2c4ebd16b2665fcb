// The command grammar of RFC 3501 §9.
#include "imap/parse.h"

#include <gtest/gtest.h>

#include "store/message.h"

namespace mailstead::imap {
namespace {

template <class Command>
Command parsed_as(std::string_view bytes) {
    auto out = parse(bytes);
    auto* value = std::get_if<Command>(&out.value);
    if (!value) {
        auto const* bad = std::get_if<commands::bad>(&out.value);
        ADD_FAILURE() << bytes << ": " << (bad ? bad->why : "another command");
        return Command{};
    }
    return std::move(*value);
}

std::string why(std::string_view bytes) {
    auto const out = parse(bytes);
    auto const* bad = std::get_if<commands::bad>(&out.value);
    return bad ? bad->why : "no error";
}

TEST(parse, tags_and_names) {
    EXPECT_EQ(parse("a1 NOOP").tag, "a1");
    EXPECT_EQ(parse("a1 noop").what->name, "NOOP");
    EXPECT_EQ(parse("a1 uid fetch 1 FLAGS").what->name, "UID FETCH");
    EXPECT_EQ(parse("a1 FROB").what, nullptr);
    EXPECT_EQ(why("a1 FROB"), "unknown command");
    EXPECT_EQ(why("+ NOOP"), "invalid tag");
    EXPECT_EQ(why("a+ NOOP"), "missing command");
    EXPECT_EQ(parse("").tag, "");
    EXPECT_EQ(tag_of("a1 LOGIN xxxx"), "a1");
    EXPECT_EQ(tag_of("a1"), "");
}

TEST(parse, strings) {
    auto login = parsed_as<commands::login>("a LOGIN \"al\\\"ice\\\\\" {3}\r\npa\n");
    EXPECT_EQ(login.user, "al\"ice\\");
    EXPECT_EQ(login.password, "pa\n");
    login = parsed_as<commands::login>("a LOGIN a]b {3+}\r\n\"x}");
    EXPECT_EQ(login.user, "a]b");
    EXPECT_EQ(login.password, "\"x}");
    EXPECT_EQ(parsed_as<commands::login>("a LOGIN x \"\"").password, "");
    EXPECT_EQ(why("a LOGIN x {9}\r\nabc"), "malformed literal");
    EXPECT_EQ(why("a LOGIN x {99999999999}\r\nabc"), "number too large");
    EXPECT_EQ(why("a LOGIN x (y)"), "string expected");
    EXPECT_EQ(why("a LOGIN x"), "missing argument");
    EXPECT_EQ(why("a LOGIN x y z"), "unexpected argument");
}

TEST(parse, mailboxes) {
    EXPECT_EQ(parsed_as<commands::select>("a SELECT inBoX").mailbox, "INBOX");
    EXPECT_EQ(parsed_as<commands::select>("a SELECT inbox.Sub").mailbox, "INBOX.Sub");
    EXPECT_EQ(parsed_as<commands::select>("a SELECT inboxes").mailbox, "inboxes");
    EXPECT_EQ(parsed_as<commands::select>("a SELECT &AOQ-").mailbox, "ä");
    EXPECT_TRUE(parsed_as<commands::select>("a EXAMINE x").read_only);
    EXPECT_EQ(parsed_as<commands::list>("a LIST \"\" %*").patterns, std::vector<std::string>{"%*"});
    EXPECT_EQ(parsed_as<commands::lsub>("a LSUB # \"a b\"").pattern, "a b");
}

TEST(parse, sets) {
    auto const text = [](std::string_view set) {
        return to_string(parsed_as<commands::fetch>("a FETCH " + std::string(set) + " UID").set);
    };
    for (auto const* set : {"1", "*", "1:*", "*:1", "1,2:3,5:*", "4294967295", "10:2"}) EXPECT_EQ(text(set), set);
    for (auto const* set : {"0", "1,", ",1", "1:", "1:2:3", "a", "4294967296", "1 2", "-1"}) {
        EXPECT_TRUE(std::holds_alternative<commands::bad>(parse("a FETCH " + std::string(set) + " UID").value)) << set;
    }
    auto const set = parsed_as<commands::fetch>("a FETCH 9:7,*,3 UID").set.resolved(20);
    EXPECT_EQ(set.to_string(), "3,7:9,20");
}

TEST(parse, fetch_sections) {
    auto const only = [](std::string_view item) {
        auto items = parsed_as<commands::fetch>("a FETCH 1 " + std::string(item)).items;
        EXPECT_EQ(items.size(), 1u) << item;
        return items.empty() ? fetch_item{} : items.front();
    };
    auto item = only("BODY[1.2.HEADER.FIELDS.NOT (From \"X Y\")]<5.100>");
    EXPECT_EQ(item.what, fetch_item::kind::section);
    EXPECT_FALSE(item.peek);
    EXPECT_EQ(item.section.path, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(item.section.what, section::text::header_fields_not);
    EXPECT_EQ(item.section.fields, (std::vector<std::string>{"From", "X Y"}));
    EXPECT_EQ(item.partial, (std::pair<std::uint32_t, std::uint32_t>{5, 100}));
    EXPECT_TRUE(only("body.peek[]").peek);
    EXPECT_EQ(only("(BODY[TEXT])").section.what, section::text::body);
    EXPECT_EQ(only("BODY[3.MIME]").section.what, section::text::mime);
    EXPECT_EQ(only("BODY").what, fetch_item::kind::body);
    EXPECT_EQ(only("RFC822").peek, false);
    EXPECT_EQ(only("RFC822.HEADER").peek, true);
    EXPECT_EQ(parsed_as<commands::fetch>("a FETCH 1 full").items.size(), 5u);
    for (auto const* wrong : {"BODY[", "BODY[1", "BODY[1.]", "BODY[.1]", "BODY[HEADER.FIELDS]", "BODY[HEADER.FIELDS ()]", "BODY[MIME]",
                              "BODY[]<1>", "BODY[]<1.0>", "BODY.PEEK", "()", "(UID", "UID)", "ALL UID", "(FAST)", "RFC822.FOO"}) {
        EXPECT_TRUE(std::holds_alternative<commands::bad>(parse("a FETCH 1 " + std::string(wrong)).value)) << wrong;
    }
    std::string deep = "1";
    for (int i = 0; i < 200; ++i) deep += ".1";
    EXPECT_EQ(why("a FETCH 1 BODY[" + deep + "]"), "section too deep");
}

TEST(parse, store) {
    auto store = parsed_as<commands::store>("a UID STORE 1:* -FLAGS.SILENT (\\seen $Junk)");
    EXPECT_EQ(store.action, commands::store::how::remove);
    EXPECT_TRUE(store.silent);
    EXPECT_EQ(store.flags.system, store::flag::seen);
    EXPECT_EQ(store.flags.keywords, (std::vector<std::string>{"$Junk"}));
    EXPECT_EQ(store.by, by::uid);
    store = parsed_as<commands::store>("a STORE 1 FLAGS \\Deleted \\Draft");
    EXPECT_EQ(store.flags.system, store::flag::deleted | store::flag::draft);
    EXPECT_EQ(store.action, commands::store::how::replace);
    EXPECT_EQ(why("a STORE 1 FLAGS (\\Foo)"), "invalid system flag");
    EXPECT_EQ(why("a STORE 1 FLAGS (a"), "flag list without end");
}

TEST(parse, search) {
    auto const search = parsed_as<commands::search>("a SEARCH CHARSET utf-8 OR (FROM \"x\" NOT 1:2) HEADER X-Y {2}\r\nab SINCE 1-Feb-2020");
    EXPECT_EQ(search.charset, "utf-8");
    ASSERT_EQ(search.key.what, search_key::kind::all_of);
    ASSERT_EQ(search.key.keys.size(), 2u);
    auto const& either = search.key.keys[0];
    ASSERT_EQ(either.what, search_key::kind::any_of);
    EXPECT_EQ(either.keys[0].keys[1].what, search_key::kind::none_of);
    EXPECT_EQ(either.keys[1].field, "X-Y");
    EXPECT_EQ(either.keys[1].text, "ab");
    EXPECT_EQ(search.key.keys[1].day, 18293);
    EXPECT_EQ(parsed_as<commands::search>("a UID SEARCH UNSEEN").key.number, store::flag::seen);

    std::string nested;
    for (int i = 0; i < 100; ++i) nested += "NOT ";
    EXPECT_EQ(why("a SEARCH " + nested + "ALL"), "search keys nested too deep");
    std::string parens(100, '(');
    EXPECT_EQ(why("a SEARCH " + parens + "ALL"), "search keys nested too deep");
    std::string many = "ALL";
    for (std::size_t i = 0; i < search_keys; ++i) many += " ALL";
    EXPECT_EQ(why("a SEARCH " + many), "too many search keys");
    for (auto const* wrong : {"", " ", " OR ALL", " NOT", " (ALL", " ALL ", " HEADER x", " LARGER x", " BEFORE 32-Jan-2020", " ON 1-Foo-2020"}) {
        EXPECT_TRUE(std::holds_alternative<commands::bad>(parse("a SEARCH" + std::string(wrong)).value)) << wrong;
    }
}

using step_kind = append_step::kind;

// "m" a message, "c" one that catenates, "u(url)", "t" the literal.
std::string shown(std::vector<append_step> const& steps) {
    std::string out;
    for (auto const& step : steps) {
        if (step.what == step_kind::message) out += step.message.catenates ? 'c' : 'm';
        if (step.what == step_kind::url) out += "u(" + step.url + ')';
        if (step.what == step_kind::text) out += 't';
    }
    return out;
}

TEST(parse, append_start) {
    auto start = parse_append("a APPEND {5}\r\nINBOX (\\Seen x) \" 5-Jan-2024 10:11:12 +0130\" ");
    ASSERT_TRUE(start);
    EXPECT_EQ(start->tag, "a");
    EXPECT_EQ(start->what.mailbox, "INBOX");
    EXPECT_EQ(shown(start->what.steps), "mt");
    EXPECT_EQ(start->what.steps[0].message.flags.system, store::flag::seen);
    EXPECT_EQ(start->what.steps[0].message.date, 1704444072);
    EXPECT_EQ(start->what.place, append_place::between);
    EXPECT_TRUE(parse_append("a append x "));
    for (auto const* no : {"a APPEND ", "a APPEND x", "a APPEND x (", "a APPEND x () \"bad\" ", "a LOGIN x ", "APPEND x ", "a APPEND x CATENATE (URL u)"})
        EXPECT_FALSE(parse_append(no)) << no;
}

TEST(parse, append_more) {
    auto const more = [](std::string_view text, append_place place) {
        auto const piece = parse_append_more(text, place);
        auto const kind = piece.what == append_piece::kind::end ? "end " : piece.what == append_piece::kind::text ? "text " : piece.what == append_piece::kind::url ? "url " : "wrong ";
        return kind + shown(piece.steps);
    };
    using enum append_place;
    EXPECT_EQ(more(" (\\Seen) \" 5-Jan-2024 10:11:12 +0130\" ", between), "text mt");
    EXPECT_EQ(more(" ", between), "text mt");
    EXPECT_EQ(more("", between), "end ");
    EXPECT_EQ(more(")", in_list), "end ");
    EXPECT_EQ(more(" TEXT ", in_list), "text t");
    EXPECT_EQ(more(" URL a URL \"b c\")", in_list), "end u(a)u(b c)");
    EXPECT_EQ(more(" URL a) (\\Seen) CATENATE (URL b) ", in_list), "text u(a)cu(b)mt");
    EXPECT_EQ(more(" URL ", in_list).substr(0, 4), "url ");
    EXPECT_EQ(more(" CATENATE (TEXT ", between), "text ct");
    for (auto const* no : {"()", " (", " () x ", " x", "  ", " CATENATE ()", " CATENATE (URL a"}) EXPECT_EQ(more(no, between).substr(0, 5), "wrong") << no;
    for (auto const* no : {"", " ", "TEXT ", " TEXT", " FROB a", "))", ")x", " URL a TEXT"}) EXPECT_EQ(more(no, in_list).substr(0, 5), "wrong") << no;
}

TEST(parse, append_of_parts_in_the_store) {
    auto const append = parsed_as<commands::append>("a APPEND x (\\Draft) CATENATE (URL /a/;UID=1 URL {2}\r\n/b) CATENATE (URL c)");
    EXPECT_EQ(append.mailbox, "x");
    EXPECT_EQ(shown(append.steps), "cu(/a/;UID=1)u(/b)cu(c)");
    EXPECT_FALSE(append.replaces);
    EXPECT_EQ(why("a APPEND x"), "message literal expected");
    EXPECT_EQ(why("a APPEND x frob"), "message literal expected");
}

TEST(parse, content_items) {
    auto const items = [](std::string_view text) {
        std::string out;
        for (auto const& item : parsed_as<commands::fetch>("a FETCH 1 " + std::string(text)).items) out += std::to_string(static_cast<int>(item.what)) + (item.peek ? " " : "! ");
        return out;
    };
    auto const kind = [](fetch_item::kind what) { return std::to_string(static_cast<int>(what)); };
    using k = fetch_item::kind;
    EXPECT_EQ(items("BINARY[1]<0.5>"), kind(k::binary) + "! ");
    EXPECT_EQ(items("(BINARY.PEEK[] BINARY.SIZE[1.2])"), kind(k::binary) + " " + kind(k::binary_size) + " ");
    EXPECT_EQ(items("PREVIEW"), kind(k::preview) + " ");
    EXPECT_EQ(items("(PREVIEW (LAZY LAZY) EMAILID THREADID SAVEDATE)"),
              kind(k::preview_lazy) + " " + kind(k::email_id) + " " + kind(k::thread_id) + " " + kind(k::save_date) + " ");
    EXPECT_EQ(parsed_as<commands::fetch>("a FETCH 1 PREVIEW (CHANGEDSINCE 5)").changed_since, 5u);
    EXPECT_EQ(parsed_as<commands::search>("a SEARCH EMAILID M-_9").key.text, "M-_9");
    EXPECT_EQ(parsed_as<commands::search>("a SEARCH THREADID T").key.what, search_key::kind::none);
    EXPECT_EQ(parsed_as<commands::search>("a SEARCH SAVEDBEFORE 2-Jan-1970").key.day, 1);
    for (auto const* no : {"a FETCH 1 BINARY[HEADER]", "a FETCH 1 BINARY.SIZE[1]<0.1>", "a FETCH 1 PREVIEW (FROB)", "a FETCH 1 (PREVIEW (LAZY)", "a SEARCH EMAILID a.b", "a SEARCH SAVEDON x"})
        EXPECT_TRUE(std::holds_alternative<commands::bad>(parse(no).value)) << no;
}

TEST(parse, replace) {
    auto start = parse_append("a REPLACE 4 Drafts (\\Seen) ");
    ASSERT_TRUE(start && start->what.replaces);
    EXPECT_EQ(start->what.replaces->number, 4u);
    EXPECT_EQ(start->what.replaces->by, by::sequence);
    start = parse_append("a uid replace * Drafts CATENATE (TEXT ");
    ASSERT_TRUE(start && start->what.replaces);
    EXPECT_EQ(start->what.replaces->number, sequence_set::star);
    EXPECT_EQ(start->what.replaces->by, by::uid);
    EXPECT_EQ(parsed_as<commands::append>("a REPLACE 1 x CATENATE (URL a)").replaces->number, 1u);
    for (auto const* no : {"a REPLACE Drafts ", "a REPLACE 0 Drafts ", "a REPLACE 1:2 Drafts ", "a REPLACE 1,2 Drafts ", "a REPLACE $ x ", "a UID REPLACE x "})
        EXPECT_FALSE(parse_append(no)) << no;
}

TEST(parse, sasl_initial_response) {
    EXPECT_FALSE(parsed_as<commands::authenticate>("a AUTHENTICATE plain").initial);
    EXPECT_EQ(parsed_as<commands::authenticate>("a AUTHENTICATE plain").mechanism, "PLAIN");
    EXPECT_EQ(parsed_as<commands::authenticate>("a AUTHENTICATE PLAIN =").initial, "=");
}

// Every prefix and every single changed byte gives a value: the parser is total.
TEST(parse, is_total) {
    for (std::string_view text : {"a UID FETCH 1:*,4 (BODY.PEEK[1.HEADER.FIELDS (A {1}\r\nB)]<0.5> ALL)", "a SEARCH CHARSET x OR (NOT 1) ON \"1-Jan-2000\"",
                                  "a STORE 1 +FLAGS (\\Seen a)", " URL a URL {1}\r\nb) (\\Seen) CATENATE (URL c TEXT ", "a UID REPLACE 1 x () CATENATE (URL a)", "a FETCH 1 BINARY.PEEK[1.2]<0.5>",
                                  "a ID (\"a\" NIL \"b\" {1}\r\nc)", "a STATUS x (MESSAGES UNSEEN)", "a LIST {1}\r\na %",
                                  "a UID SORT RETURN (UPDATE (UID FLAGS) PARTIAL -1:-9) (REVERSE DATE DISPLAYFROM) utf-8 ALL",
                                  "a THREAD REFS utf-8 SUBJECT {1}\r\nx", "a ESEARCH IN (mailboxes (a b) subtree-one c selected) RETURN (COUNT) CHARSET x ALL",
                                  "a CANCELUPDATE \"b\" c", "a COMPARATOR \"cz;*\" i;octet", "a UID FETCH 1:* FLAGS (PARTIAL 1:5 CHANGEDSINCE 9)"}) {
        for (std::size_t n = 0; n <= text.size(); ++n) parse(text.substr(0, n));
        std::string changed(text);
        for (std::size_t i = 0; i < text.size(); ++i) {
            for (char c : {'\0', '\r', '(', ')', '"', '{', '}', '9', '\\', '\xff', ' '}) {
                changed[i] = c;
                parse(changed);
                parse_append(changed);
                parse_append_more(changed, append_place::in_list);
            }
            changed[i] = text[i];
        }
    }
}

}  // namespace
}  // namespace mailstead::imap
