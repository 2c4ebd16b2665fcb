"""Macro expressions, each expanded by our `postconf -xh` and by the installed Postfix's."""
import itertools

from oracle import Pair

BASE = "compatibility_level = 3.6\nempty =\nfull = text here\nnumber = 10\nnested = <$full>\nlevel = 3.10\n"
MASTER = "smtp unix - - n - - smtp\n"
EXPRESSIONS = [
    "$full", "${full}", "$(full)", "a${full}b", "$full.$full", "${ full }", "$(full?x)", "$(empty:y)", "$$full", "$$", "a$$b$$c",
    "${full?yes}", "${empty?yes}", "${full:no}", "${empty:no}", "${full?{yes}}", "${empty:{no}}", "${full?{a}:{b}}",
    "${empty?{a}:{b}}", "${full ? {a} : {b}}", "${full?{a b}:{c d}}", "${full?{$number}:{$nested}}", "${empty?{$number}:{$nested}}",
    "${full?$number}", "${empty:$nested}", "${full?{${empty:{deep}}}:{x}}", "${nosuch:unset}", "${nosuch?set}", "$nosuch", "${nosuch}",
    "$nested", "${full?}", "${empty:}", "${full?{}}", "${full?{}:{b}}", "${full?{a}:b}", "${empty?{a}:b}", "${full?a:b}",
    "${", "${full", "$(full", "$", "a$", "$-", "${}", "$()", "${full?{a}", "${full?{a}:{b}", "${full!x}", "${full?{a}x}", "${full x}",
    "${full?{a}:{b}x}", "${full:{a}:{b}}", "${{a} == {a}}", "${{a} == {b}}", "${{a} == {a} ? {x} : {y}}", "${{$full} != {text here} ? {x} : {y}}",
    "${{} == {} ? {x} : {y}}", "${{a}=={a}?{x}:{y}}", "${{a} = {a} ? {x} : {y}}", "${{a} == {a} ? x}", "${{a} == {b} : y}", "${{a}}",
    "${{a} ==}", "${{a} == a}", "${{a} == {a} x}", "${{ a } == {a} ? {x} : {y}}", "${{$number} < {9} ? {x} : {y}}",
    "${{$empty} == {} ? {none} : {$full}}", "$full$number", "${full}${number}", "{$full}", "x {a b} $number", "${full?{{a}}:{b}}",
    "${{${full?{1}:{2}}} == {1} ? {x} : {y}}",
]
OPERATORS = ("==", "!=", "<", "<=", ">=", ">")
VALUES = ("9", "10", "010", "-1", "a", "b", "", "1a")
LEVELS = ("3.6", "3.10", "3", "4.0", "3.6.1")
ODD = ["${{9} == {99999999999999999999} ? {yes} : {no}}", "${{x} <level {3.6}}", "${{3.} <level {3.6}}", "${{} >=level {3}}",
       "${{3.6} ==level {3.6.x}}"]

# What differs, and why; a question that does not differ must leave this list.
EXPLAINED = {
    ODD[0]: "ours compares numbers of any length, Postfix stops at one that it cannot hold",
}


def comparisons():
    for operator, a, b in itertools.product(OPERATORS, VALUES, VALUES):
        yield f"${{{{{a}}} {operator} {{{b}}} ? {{yes}} : {{no}}}}"
    for operator, a, b in itertools.product(OPERATORS, LEVELS, LEVELS):
        yield f"${{{{{a}}} {operator}level {{{b}}} ? {{yes}} : {{no}}}}"


def one_by_one(pair):
    """A mistake ends the program: each is asked alone."""
    for expression in EXPRESSIONS + ODD:
        directory = pair.directory("one", BASE + f"mydestination = {expression}\n", MASTER)
        theirs, ours = pair.theirs(directory, "-xh", "mydestination"), pair.ours(directory, "-xh", "mydestination")
        pair.questions += 1
        if ((theirs.status, theirs.out) == (ours.status, ours.out)) == (expression in EXPLAINED):
            pair.fail(f"{expression}: ours {ours.status} {ours.out!r} {ours.errors}, Postfix {theirs.status} {theirs.out!r} {theirs.errors}")


def all_at_once(pair):
    expressions = {f"c{i}": text for i, text in enumerate(comparisons())}
    main = BASE + "smtpd_restriction_classes = " + ", ".join(expressions) + "\n"
    main += "".join(f"{name} = {text}\n" for name, text in expressions.items())
    directory = pair.directory("all", main, MASTER)
    theirs, ours = (ask(directory, "-x", *expressions) for ask in (pair.theirs, pair.ours))
    for name, text in expressions.items():
        pair.questions += 1
        if theirs.values().get(name) not in ("yes", "no") or theirs.values()[name] != ours.values().get(name):
            pair.fail(f"{text}: ours {ours.values().get(name)!r}, Postfix {theirs.values().get(name)!r}")


def main():
    with Pair() as pair:
        one_by_one(pair)
        all_at_once(pair)
        for expression, why in EXPLAINED.items():
            print(f"{expression}: {why}")
        pair.finish()


main()
