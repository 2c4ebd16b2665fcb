// What the table commands read: whole files and standard input, with limits, so that no FIFO, device or endless stream
// can hold or fill them.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "tools/table_command.h"

namespace mailstead::tools {

struct table_input {
    std::string text;
    struct stat status {};  // of the open file
};

// A regular file of at most 256 MB. Blocking. Throws table_fatal ("open FILE: No such file or directory").
table_input read_source_file(std::string const& file);
// All of standard input, up to the same limit. Blocking. Throws table_fatal.
table_input read_standard_input();

// Standard input line by line, without the LF; a line may be 1 MB long.
class input_lines {
public:
    // Absent at the end. Throws table_fatal for a longer line and when reading fails.
    std::optional<std::string> next();

private:
    bool fill();
    std::string have_;
    std::size_t taken_ = 0;  // of have_
    bool ended_ = false;
};

// The content of the files that `list` names, separated by commas or white space, with a newline between them. On
// failure nothing, and the reason in `why` ("open FILE: ...").
std::optional<std::string> read_file_list(std::string const& list, std::string& why);

}  // namespace mailstead::tools
