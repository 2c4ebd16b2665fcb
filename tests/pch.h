// The precompiled header of unit and crash tests: GoogleTest, and files.
#pragma once

#include "base/pch.h"

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>
