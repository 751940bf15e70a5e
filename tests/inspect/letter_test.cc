// Messages written out of properties.
#include "triage/inspect/letter.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Letter) {};

TEST(Letter, FieldsThatSayHowTheBodyIsBuiltAreLeftOut)
{
    STRCMP_EQUAL("From: a@b.example\r\nSubject: x\r\n\ty\r\n",
        inspect::own_fields(
            "From: a@b.example\r\nContent-Type: text/plain;\r\n charset=x\r\n"
            "MIME-Version: 1.0\r\nSubject: x\r\n\ty\r\n\r\nTo: no@field.example\r\n")
            .c_str());
    STRCMP_EQUAL("", inspect::own_fields("").c_str());
}

TEST(Letter, NothingInAPropertyBeginsAnotherField)
{
    inspect::Letter l;
    l.from_name = "Ann\r\nX-Other: 1";
    l.from = "ann@a.example>\r\nX-Other: 1";
    l.subject = "One\r\n\r\nTwo";
    l.text = "--=_written_out--\r\n";
    const std::string mail = inspect::write_letter(l);
    CHECK_TRUE(mail.find("\r\nX-Other") == mail.npos);
    CHECK_TRUE(mail.find("Two") == mail.npos);
    CHECK_TRUE(mail.starts_with("From: =?utf-8?B?"));
    LONGS_EQUAL(mail.find("--=_written_out--"), mail.rfind("--=_written_out--"));
}
