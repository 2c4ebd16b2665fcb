// The precompiled header of the rooms below net: what nearly every file includes anyway.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <fmt/format.h>
