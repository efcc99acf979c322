// What nearly every test reads, compiled once (KerbPrecompiled.cmake).
#include "cmake/precompiled/kerb_core.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
