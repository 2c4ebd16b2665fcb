// Every form of macro reference; the expected values are what Postfix 3.7 gives.
#include "conf/expand.h"

#include <map>

#include <gtest/gtest.h>

namespace mailstead::conf {
namespace {

std::optional<std::string> value_of(std::string_view name) {
    static std::map<std::string, std::string, std::less<>> const values = {
        {"a", "A"}, {"e", ""}, {"n", "10"}, {"loop", "$loop"}, {"ping", "$pong"}, {"pong", "${ping}"}, {"r", "$a/$n"}};
    auto const found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

struct example {
    char const* text;
    char const* expected;
};
class good : public testing::TestWithParam<example> {};

TEST_P(good, expands) {
    auto const got = expand(GetParam().text, value_of);
    EXPECT_EQ(got.error, "");
    EXPECT_EQ(got.text, GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(
    forms, good,
    testing::Values(example{"", ""}, example{"plain", "plain"}, example{"$a", "A"}, example{"${a}", "A"},
                    example{"$(a)", "A"}, example{"${ a }", "A"}, example{"$$a", "$a"}, example{"$$$a", "$A"},
                    example{"$a-b", "A-b"}, example{"$n$n", "1010"}, example{"$r", "A/10"}, example{"$(a))", "A)"},
                    example{"${a}{b}", "A{b}"}, example{"${a?yes $n}", "yes 10"}, example{"${e?yes}", ""},
                    example{"${e:no $a}", "no A"}, example{"${a:no}", ""}, example{"${nosuch:no}", "no"},
                    example{"$nosuch.", "."}, example{"$(a?x)", "x"}, example{"${a?{x}:{y}}", "x"},
                    example{"${e?{x}:{y}}", "y"}, example{"${e?{ x }:{ y z }}.", " y z ."}, example{"${a?x:y}", "x:y"},
                    example{"${a ? {x} : {y}}", "x"}, example{"${a?{x}:y}", "x"}, example{"${e?{x}: y}", " y"},
                    example{"${a?{x} :}", "x"}, example{"[${a? x }]", "[ x ]"}, example{"${a:{x}}", ""},
                    example{"${e:{x}}", "x"}, example{"${a?}", ""}, example{"${e:}", ""}, example{"${a?{$(n)}}", "10"},
                    example{"${a?{$n?}}", "10?"}, example{"$(a?{x}:{y})", "x"}));
INSTANTIATE_TEST_SUITE_P(
    comparisons, good,
    testing::Values(example{"${{$a} == {A} ? {x} : {y}}", "x"}, example{"${{$a} != {A} ? {x} : {y}}", "y"},
                    example{"${{$n} < {9} ? {x} : {y}}", "y"}, example{"${{$n}<={10}?{x}:{y}}", "x"},
                    example{"${{$n}>={9}?{x}:{y}}", "x"}, example{"${{$n} > {10} ? {x} : {y}}", "y"},
                    example{"${{b}>{a}?{y}:{n}}", "y"}, example{"${{a}!={b}?x:y}", "x:y"},
                    example{"${{b}<{a}:{n}}", "n"}, example{"${{a}=={a}}", "true"}, example{"${{a}=={b}}", ""},
                    example{"${{} == {} ? {x} : {y}}", "x"}, example{"${{$n} == {010} ? {n} : {s}}", "n"},
                    example{"${{10 } == {10} ? {x} : {y}}", "y"},
                    example{"${{99999999999999999999} > {1} ? {x} : {y}}", "x"},
                    example{"${{3.10} >level {3.9} ? {l} : {s}}", "l"}, example{"${{3.10} > {3.9} ? {l} : {s}}", "s"},
                    example{"${{3.6}<=level{3}?{y}:{n}}", "n"}, example{"${{1}==level{1.0}?{y}:{n}}", "y"}));

class broken : public testing::TestWithParam<char const*> {};

TEST_P(broken, is_an_error) { EXPECT_NE(expand(GetParam(), value_of).error, ""); }
INSTANTIATE_TEST_SUITE_P(forms, broken,
                         testing::Values("a $ b", "$", "${", "${a", "$(a", "${}", "${-}", "${a!b}", "${a-b}", "${$a}",
                                         "${a?{x}", "${a?x{y}", "${a?{x}{y}}", "${e?{x}?{y}}", "${e:{x}:{y}}",
                                         "${a?{x}:{y}z}", "${{a}", "${{a}}", "${{a} = {a} ? {x}}", "${{a} == a ? {x}}",
                                         "${{a} == {a} x}", "${{x}<=level{3}?{y}:{n}}", "$loop", "$ping", "x${pong}"));

TEST(expand, names_what_is_undefined) {
    auto const got = expand("$x ${y?{$z}:{$w}}", value_of);
    EXPECT_EQ(got.undefined, (std::vector<std::string>{"x", "y", "w"}));
}

TEST(expand, ends_a_loop_by_name) {
    EXPECT_NE(expand("$loop", value_of).error.find("unreasonable macro call nesting: \"loop\""), std::string::npos);
}

// Each level doubles: without a bound this would take 2^90 steps.
TEST(expand, ends_a_bomb) {
    auto const twice = [](std::string_view name) -> std::optional<std::string> {
        auto const level = std::stoi(std::string(name.substr(1)));
        auto const next = "$v" + std::to_string(level + 1);
        return level == 90 ? std::string() : next + next;
    };
    EXPECT_NE(expand("$v0", twice).error, "");
}

TEST(expand, limits_its_output) {
    auto const big = [](std::string_view) { return std::optional(std::string(1000, 'x')); };
    EXPECT_EQ(expand("$a", big, 1000).error, "");
    EXPECT_NE(expand("$a$a", big, 1999).error, "");
}

TEST(expand, survives_every_cut) {
    std::string_view const text = "${{$a} == {A} ? {x ${e:y}} : $(n?{1}:{2})} $$ $r";
    for (std::size_t i = 0; i <= text.size(); ++i) {
        (void)expand(text.substr(0, i), value_of);
        (void)expand(text.substr(i), value_of);
    }
}

TEST(names_in, finds_all_references) {
    EXPECT_EQ(names_in("$a ${b?{$c}:{$(d)}} $$e ${ f }"), (std::vector<std::string>{"a", "b", "c", "d", "f"}));
}

}  // namespace
}  // namespace mailstead::conf
