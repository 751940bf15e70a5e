// What is written is what is read; every mistake in a file is named with its line.
#include "triage/model/file.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(ModelFile)
{
    std::string text;

    void setup() override
    {
        model::Coefficients c;
        c.name = "threats";
        c.bias = -0.5;
        c.scale.margins = { -1, 1, 3 };
        c.weights = { { 7, 0.25F }, { 0xfffffff0, -1.5F } };
        text = model::write(c, { "a remark" });
    }
    void expect_mistake(const std::string& changed, const std::string& what)
    {
        const auto read = model::read("m", changed);
        for (const core::Error& e : read.errors)
            if (e.what.find(what) != e.what.npos)
                return;
        FAIL((what + " is not among " + std::to_string(read.errors.size()) + " mistakes").c_str());
    }
    std::string with(const std::string& old, const std::string& other) const
    {
        std::string changed = text;
        return changed.replace(changed.find(old), old.size(), other);
    }
};

TEST(ModelFile, ComesBackAsWritten)
{
    const auto read = model::read("m", text);
    CHECK(read.errors.empty());
    STRCMP_EQUAL("threats", read.coefficients.name.c_str());
    DOUBLES_EQUAL(-0.5, read.coefficients.bias, 1e-9);
    DOUBLES_EQUAL(3, read.coefficients.scale.margins[2], 1e-9);
    LONGS_EQUAL(2, read.coefficients.weights.size());
    CHECK_EQUAL(0xfffffff0u, read.coefficients.weights[1].hash);
    DOUBLES_EQUAL(-1.5, static_cast<double>(read.coefficients.weights[1].weight), 1e-6);
}

TEST(ModelFile, MistakesAreNamedWithTheirLine)
{
    expect_mistake("", "m:1: is no model");
    expect_mistake(with("bias -0.50000", "bias x"), "m:4: 'x' is no number");
    expect_mistake(with("bias -0.50000", "bias nan"), "m:4: 'nan' is no number");
    expect_mistake(with("margins -1", "margins 9"), "m:5: three ascending numbers");
    expect_mistake(with("weights 2", "weights 3"), "there are 2 weights where 3");
    expect_mistake(with("weights 2", "weights 99999999"), "no count of weights");
    expect_mistake(with("00000007", "ffffffff"), "m:8: hashes must ascend");
    expect_mistake(with("00000007", "zz"), "m:7: a hash and a weight");
}

TEST(ModelFile, AnyChangeBreaksTheChecksum)
{
    expect_mistake(with("0.2500", "0.2600"), "the checksum does not fit");
    expect_mistake(text.substr(0, text.find("sha256")), "ends without its checksum");
    expect_mistake(text + "more\n", "goes on behind it");
}

TEST(ModelFile, EveryCutIsAMistake)
{
    for (std::size_t n = 0; n + 1 < text.size(); ++n) // the last line end may go
        CHECK_FALSE(model::read("m", text.substr(0, n)).errors.empty());
}
