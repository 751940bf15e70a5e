// What is known of the past between one recipient and a message's sender, thread, list and shape,
// as numbers: found by the daemon in its store (milter/store/history.h), read by
// agents::prioritise. Counts decay with time, so that they are not whole numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace core {

// What people may say outright of a message that came to them.
enum class Said : std::uint8_t { Important, Unimportant, Threat, Clean, Category };
inline constexpr std::array<std::string_view, 5> said_names { "important", "unimportant", "threat",
    "clean", "category" };
constexpr std::string_view name(Said s)
{
    return said_names[static_cast<std::size_t>(s)];
}

struct HistoryFacts {
    // This sender (as it is proven, or by domain and network if it is not) and this recipient
    double pair_received = 0; // messages that the recipient got from the sender
    double pair_answered = 0; // of these, those that the recipient answered
    double pair_written = 0; // messages that the recipient wrote to the sender's address
    double pair_written_back = 0; // of these, those that the sender answered
    double pair_answer_hours = 0; // mean time to the recipient's answers; 0: none yet
    double pair_days = 0; // since the last message between the two, either way; 0: none
    bool pair_recipient_first = false; // the recipient wrote before the sender did
    // The sender's organisation and this recipient
    double domain_received = 0, domain_answered = 0, domain_written = 0;
    // This sender and everybody here
    double sender_received = 0, sender_answered = 0;
    // The message's thread
    double thread_messages = 0; // that the recipient got of it
    double thread_own = 0; // that the recipient wrote in it
    double thread_answered = 0;
    bool answers_recipient = false; // it answers a message that the recipient wrote
    bool sender_in_thread = false; // the sender has written in it, or was written to
    // The list that it came through, and messages of its shape
    double list_received = 0, list_answered = 0;
    double shape_received = 0, shape_answered = 0;
    // This recipient
    double received = 0, answered = 0, written = 0;
    double usual_odds = 0, odds_spread = 0; // of answers, mean and deviation (agents::Learnt)
    bool recipient_writes = false; // has been seen sending through us lately
    bool recipient_in_to = false, recipient_in_cc = false, sole_recipient = false;
    bool recipient_first = false; // of To
    unsigned recipients = 0; // of To and Cc
    // Days since the recipient wrote to anybody, to the sender, in the thread; since the sender's
    // last message to the recipient and the thread's; below 0: never
    double wrote_days = -1, pair_wrote_days = -1, thread_wrote_days = -1;
    double pair_received_days = -1, thread_days = -1;
    // What the recipient has said of the sender's mail, else of the thread's or the list's
    double said_important = 0, said_unimportant = 0, said_threat = 0, said_clean = 0;
    bool has_parent = false; // it answers something
    bool refers_to_recipient = false; // something before that is the recipient's
    bool has_list = false, has_shape = false;

    bool operator==(const HistoryFacts&) const = default;
};

} // namespace core
