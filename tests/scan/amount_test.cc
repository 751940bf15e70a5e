// Amounts of millions are told from dates, numbers of accounts and small sums.
#include "triage/scan/amount.h"

#include <string>

#include <CppUTest/TestHarness.h>

TEST_GROUP(Amount) {};

TEST(Amount, MillionsInFiguresAndWords)
{
    for (const auto& [text, amount] :
        { std::pair { "i give you $ 3,500,000.00 today", "3,500,000.00" },
            { "10.5 million usd are yours", "10.5" }, { "1.700.000 euro", "1.700.000" },
            { "4 000 000 libras", "4 000 000" }, { "\u20ac2 millionen", "2" },
            { "uma soma de 8 milhoes de dolares", "8" }, { "12'500'000 pounds", "12'500'000" } })
        STRCMP_EQUAL(amount, std::string(scan::millions_in(text)).c_str());
}

TEST(Amount, OtherNumbersAreNone)
{
    for (const char* text : { "", "call 030 1234567 about $ 5", "invoice 20045123 of $1,250.00",
             "3,500,000 people read it", "2 million readers", "$ 999,999.99",
             "on 02.11.2026 for 5 eur", "iban de12 3456 7890 1234 5678 90, 20 eur", "7,", "1." })
        STRCMP_EQUAL("", std::string(scan::millions_in(text)).c_str());
}
