// The stats socket's protocol byte by byte: what a client sends and what it is answered.
#include "milter/stats/client.h"

#include <CppUTest/TestHarness.h>

TEST_GROUP(Client)
{
    stats::CommandTable table;
    int ran = 0;

    void setup() override
    {
        table.add({ "ping", "says PONG", false, [this](auto) {
                       ++ran;
                       return stats::Answer { std::string("PONG\n") };
                   } });
        table.add({ "reload", "reloads", true, [this](auto) {
                       ++ran;
                       return stats::Answer { std::string() };
                   } });
    }

    // All that a client sends at once, and all that it gets.
    std::string talk(std::string_view bytes, bool admin = false, bool end = false)
    {
        stats::Client client(table, admin);
        client.input(bytes);
        if (end)
            client.input_ended();
        std::string out;
        while (client.step() || !client.output().empty()) {
            out += client.output();
            client.sent(client.output().size());
        }
        return out + (client.finished() ? "<closed>" : "<open>");
    }
};

#define ANSWERS(expected, actual) STRCMP_EQUAL(expected, (actual).c_str())

TEST(Client, IsAnsweredOnceAndClosed)
{
    ANSWERS("PONG\n\n<closed>", talk("ping\n"));
}

TEST(Client, MayEndLinesWithCrLf)
{
    ANSWERS("PONG\n\n<closed>", talk("ping\r\n"));
}

TEST(Client, MayLeaveTheLastLineEndOut)
{
    ANSWERS("<open>", talk("ping"));
    ANSWERS("PONG\n\n<closed>", talk("ping", false, true));
}

TEST(Client, GetsOneAnswerForEachCommandOfALine)
{
    ANSWERS("PONG\n\nPONG\n\n<closed>", talk("ping; ping ;;\n"));
}

TEST(Client, SecondLineIsNotReadWithoutPrompt)
{
    ANSWERS("PONG\n\n<closed>", talk("ping\nping\n"));
    LONGS_EQUAL(1, ran);
}

TEST(Client, PromptKeepsItOpenUntilQuit)
{
    ANSWERS("\n> <open>", talk("prompt\n"));
    ANSWERS("\nPONG\n\n> <open>", talk("prompt\nping\n"));
    ANSWERS("\nPONG\n\n<closed>", talk("prompt;ping\nquit\n"));
}

TEST(Client, EmptyLineIsAnErrorOrANewPrompt)
{
    ANSWERS("ERR no command, try 'help'\n\n<closed>", talk("\n"));
    ANSWERS("ERR no command, try 'help'\n\n<closed>", talk(" ; ;\r\n"));
}

TEST(Client, LineOfFourKibibytesPassesOneMoreByteDoesNot)
{
    const std::string blanks(4092, ' ');
    ANSWERS("PONG\n\n<closed>", talk(blanks + "ping\n"));
    ANSWERS("PONG\n\n<closed>", talk(blanks + "ping\r\n"));
    ANSWERS("ERR a line has at most 4096 bytes\n\n<closed>", talk(blanks + " ping\n"));
    ANSWERS("ERR a line has at most 4096 bytes\n\n<closed>", talk(std::string(100000, 'x')));
    LONGS_EQUAL(2, ran);
}

TEST(Client, GarbageIsOneErrorLineWithoutControls)
{
    const std::string answer = talk(std::string("\0\x01\xff\x1b[2J\x7f", 8) + "\n");
    CHECK(answer.starts_with("ERR unknown command"));
    CHECK(answer.find('\x1b') == std::string::npos);
    CHECK(answer.ends_with("\n\n<closed>"));
}

TEST(Client, AdminCommandsNeedAnAdmin)
{
    CHECK(talk("reload\n").starts_with("ERR 'reload' is for root"));
    LONGS_EQUAL(0, ran);
    ANSWERS("OK\n\n<closed>", talk("reload\n", true));
}

TEST(Client, BytesMayComeOneByOne)
{
    stats::Client client(table, false);
    for (const char c : std::string_view("ping\n"))
        client.input({ &c, 1 });
    CHECK(client.step());
    LONGS_EQUAL(6, client.output().size());
    client.sent(2);
    CHECK_FALSE(client.finished());
    client.sent(4);
    CHECK(client.finished());
}

TEST(Client, HoldsOneAnswerAtATime)
{
    stats::Client client(table, false);
    client.input("ping;ping;ping\n");
    CHECK(client.step());
    CHECK_FALSE(client.step());
    LONGS_EQUAL(1, ran);
    CHECK(client.waiting());
}
