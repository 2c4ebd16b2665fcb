// The man pages of the tools for lookup tables.
#include "tools/manual_texts.h"

namespace mailstead::tools {
namespace {

constexpr std::string_view status = "0 when it was done, or a key of -q or -d was found; 1 when not, with the reason on standard error.";

// What postmap and postalias have in common.
std::vector<manual_option> table_options(std::vector<manual_option> own) {
    std::vector<manual_option> const shared = {
        {"-c DIRECTORY", "The directory with main.cf."},
        {"-d KEY", "Delete the key; - reads keys from standard input."},
        {"-f", "Do not fold keys to lower case."},
        {"-i", "Add rows from standard input to the table that is there."},
        {"-n, -N", "Taken: whether keys and values end in a NUL byte. The index files have none, and both are found."},
        {"-o", "As root: do not take the place of the source's owner."},
        {"-p", "Do not give the index the source's access rights."},
        {"-q KEY", "Look the key up and print the value; - reads keys from standard input and prints key and value."},
        {"-r", "A row that is there already is replaced without a word."},
        {"-s", "Print all rows."},
        {"-u", "Take text that is not UTF-8."},
        {"-v", "Say more."},
        {"-w", "A row that is there already stays, without a word."}};
    own.insert(own.end(), shared.begin(), shared.end());
    return own;
}

}  // namespace

std::vector<manual_page> table_pages() {
    return {
        {"postmap",
         "make, change, ask and list lookup tables of Mailstead",
         "[-bfFhimnNoprsuUvw] [-c DIRECTORY] [-d KEY] [-q KEY] [TYPE:]FILE ...",
         "Without -d, -q and -s it makes the index of the text FILE: FILE.db for hash and btree, FILE.lmdb for lmdb, FILE.cdb for "
         "cdb. Without TYPE it is default_database_type's. The index is replaced in one step: a server that is looking something "
         "up finds the old one or the new one, and need not be told.\n\n"
         "A source has one \"key value\" to a line; a line that begins with white space continues the last one, one that begins "
         "with # is a comment. Of two rows with one key the first stays, with a warning.",
         table_options({{"-b", "With -q -: look up the body lines of the message on standard input."},
                        {"-F", "Values are names of files; their content is stored, in base64."},
                        {"-h", "With -q -: look up the header lines of the message on standard input."},
                        {"-m", "With -h or -b: look into the parts of the message, too."},
                        {"-U", "With -h or -b: take headers that are not UTF-8."}}),
         status,
         {"postalias(1)", "postconf(1)", "mailstead(1)"}},
        {"postalias",
         "make, change, ask and list alias databases of Mailstead",
         "[-finNoprsuvw] [-c DIRECTORY] [-d KEY] [-q KEY] [TYPE:]FILE ...",
         "As postmap(1), for sources of aliases(5): \"name: value, value\". A value is an address, \"|command\", /file, /directory/ or "
         ":include:/file; names and values may be quoted.",
         table_options({}),
         status,
         {"newaliases(1)", "postmap(1)", "mailstead(1)"}},
        {"newaliases",
         "make the alias databases of Mailstead anew",
         "[-v] [-C DIRECTORY]",
         "Makes the index of every table that alias_database names, as postalias(1) does. The same as sendmail -bi.",
         {{"-C DIRECTORY", "The directory with main.cf."}, {"-v", "Say more."}},
         "0 when it was done; others as in sysexits.h.",
         {"postalias(1)", "sendmail(1)", "mailstead(1)"}},
    };
}

}  // namespace mailstead::tools
