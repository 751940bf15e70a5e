// Passwords that come with what they open, and words that only speak of them.
#include "triage/scan/password.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Password) {};

TEST(Password, IsFoundInSevenLanguages)
{
    for (const char* text : { "The password is 1234.", "Password: x7-Ab", "Passwort: 4711",
             "Das Kennwort lautet abc99", "Mot de passe : a1b2c3",
             "Contrase\xC3\xB1"
             "a: 2026ab",
             "La password \xC3\xA8 7788", "Wachtwoord = q1w2e3", "Senha: 99abc",
             "archive password:\r\n  8842" })
        CHECK_TEXT(scan::password_in(text).has_value(), text);
}

TEST(Password, SpeakingOfOneIsNotGivingOne)
{
    for (const char* text : { "Your password will expire in 14 days.", "Reset your password: click",
             "I will send the password by phone", "Forgot your password?", "compassword: 1234",
             "Passwort: wie besprochen", "" })
        CHECK_TEXT(!scan::password_in(text).has_value(), text);
}
